using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Omni.Core.Agents;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Core.Tenancy;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Inbox;

public sealed partial class Thread : IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly SemaphoreSlim _oneRead = new(1);
    private readonly Timeline _timeline = new();
    private readonly AttachedScript<Thread> _script = new("./Components/Inbox/Thread.razor.js");
    private List<TimelineDay>? _days;
    private Guid? _firstUnread;
    private int _unreadCount;
    private int _newCount;
    private bool _isAtEnd = true;
    private bool _isVisible = true;
    private bool _isOpened;
    private bool _looksAgain;
    private MessageRow? _edited;
    private GrowingText? _growing;
    private TypingSign? _typing;
    private ElementReference _scroller;

    [Inject] public required FillTimeline Fill { get; init; }

    [Inject] public required MarkRead Read { get; init; }

    [Inject] public required MessageActions Actions { get; init; }

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required GrowingTexts Growing { get; init; }

    [Inject] public required TypingSigns Signs { get; init; }

    [Inject] public required TenantContext Tenant { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    [Parameter, EditorRequired]
    public required Guid ConversationId { get; set; }

    [Parameter]
    public bool IsGroup { get; set; }

    /// <summary>What the customer is called; null while that is not known.</summary>
    [Parameter]
    public string? PersonName { get; set; }

    /// <summary>How many messages were unread when the conversation was opened; null until that is known.</summary>
    [Parameter]
    public int? UnreadAtOpen { get; set; }

    /// <summary>The message to show when the thread is opened; null shows the newest.</summary>
    [Parameter]
    public Guid? FirstShown { get; set; }

    /// <summary>The reader wants to answer this message.</summary>
    [Parameter]
    public EventCallback<MessageRow> OnReply { get; set; }

    /// <summary>The instance whose messages can be reacted to: the one that carries answers, when its channel carries reactions; else null.</summary>
    [Parameter]
    public string? ReactsThrough { get; set; }

    [Parameter]
    public Guid? MemberId { get; set; }

    [Parameter]
    public string MemberName { get; set; } = "";

    // Also after Dispose, when a notification comes late.
    private CancellationToken Leaving => _leaving.IsCancellationRequested ? new(canceled: true) : _leaving.Token;

    /// <summary>Reads again what changed.</summary>
    /// <param name="unread">How many messages are unread now.</param>
    public async Task RefreshAsync(int unread)
    {
        if (!_isOpened)
        {
            return;
        }

        var added = await ReadNewestAsync();
        _newCount = _isAtEnd ? 0 : _newCount + added;

        // A late one, too, which stands further up.
        if (unread > 0 && _isVisible)
        {
            await Read.RunAsync(ConversationId, Leaving);
        }
        else if (unread > 0 && _firstUnread is null)
        {
            (_unreadCount, _firstUnread) = (unread, _timeline.FirstUnread(unread));
        }

        StateHasChanged();
    }

    public void ShowAgain() => StateHasChanged();

    /// <summary>Shows what was typed before it is stored.</summary>
    public void ShowAtOnce(string text, string clientKey, Guid? authorId, string authorName)
    {
        _timeline.Type(TypedMessage.Of(ConversationId, text, clientKey, authorId, authorName, Clock.GetUtcNow()));
        Arrange();
        StateHasChanged();
        _ = ToLatestAsync();
    }

    public void TakeBack(string clientKey)
    {
        _timeline.TakeBack(clientKey);
        Arrange();
        StateHasChanged();
    }

    [JSInvokable]
    public async Task LoadOlderAsync()
    {
        await _oneRead.WaitAsync(Leaving);

        try
        {
            await Fill.WithOlderAsync(_timeline, ConversationId, Leaving);
            Arrange();
            StateHasChanged();
        }
        finally
        {
            _oneRead.Release();
        }
    }

    [JSInvokable]
    public void OnScrolled(bool isAtEnd)
    {
        _isAtEnd = isAtEnd;
        _newCount = isAtEnd ? 0 : _newCount;
        StateHasChanged();
    }

    [JSInvokable]
    public async Task OnVisibleAsync(bool isVisible)
    {
        _isVisible = isVisible;

        if (isVisible)
        {
            await Read.RunAsync(ConversationId, Leaving);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        _leaving.Dispose();
        await _script.DisposeAsync();
    }

    protected override async Task OnParametersSetAsync()
    {
        // Not before it is known how many are unread: the line above them is drawn once.
        if (_isOpened || UnreadAtOpen is not { } unread)
        {
            return;
        }

        _isOpened = true;
        ShowPassing();
        await ReadNewestAsync(FirstShown);
        (_unreadCount, _firstUnread) = (unread, _timeline.FirstUnread(unread));
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_days is null || _leaving.IsCancellationRequested)
        {
            return;
        }

        if (!_looksAgain)
        {
            _looksAgain = true;
            _ = LookAgainAsync();
        }

        await _script.AttachAsync(Js, this, _scroller, FirstShown);
    }

    private async Task<int> ReadNewestAsync(Guid? wanted = null)
    {
        await _oneRead.WaitAsync(Leaving);

        try
        {
            var added = await Fill.WithNewestAsync(_timeline, ConversationId, wanted, Leaving);
            Arrange();
            return added;
        }
        finally
        {
            _oneRead.Release();
        }
    }

    private void Arrange() => _days = _timeline.Days(Browser.Day, IsGroup);

    private async Task ToLatestAsync()
    {
        if (_script.Attached is { } scroll)
        {
            await scroll.InvokeVoidAsync("toLatest");
        }
    }

    private Task ReactAsync((MessageRow Message, string Emoji) reaction) => Actions.ReactAsync(reaction.Message, reaction.Emoji, MemberId, MemberName);
}
