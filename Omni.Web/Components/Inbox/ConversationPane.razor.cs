using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using Omni.Core.Channels;
using Omni.Core.Conversations;
using Omni.Core.Delivery;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Core.Team;
using Omni.Web.Components.Shared;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Inbox;

public sealed partial class ConversationPane : LiveScreen
{
    private readonly SemaphoreSlim _oneSend = new(1);
    private ConversationDetails? _details;
    private bool _isMissing;
    private bool _isFollowing;
    private int? _unreadAtOpen;
    private Guid? _memberId;
    private string _memberName = "";
    private bool _isAdmin;
    private Thread? _thread;
    private MessageRow? _answered;

    [Inject] public required FindConversation Find { get; init; }

    [Inject] public required ChannelDirectory Channels { get; init; }

    [Inject] public required QueueMessage Queue { get; init; }

    [Inject] public required ChangeStatus Status { get; init; }

    [Inject] public required SwitchBot Bot { get; init; }

    [Inject] public required AuthenticationStateProvider Authentication { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    [Parameter, EditorRequired]
    public required Guid Id { get; set; }

    /// <summary>The message to show first; null shows the newest.</summary>
    [Parameter]
    public Guid? MessageId { get; set; }

    [Parameter]
    public bool IsPersonShown { get; set; }

    [Parameter]
    public EventCallback<bool> IsPersonShownChanged { get; set; }

    private string? ReactsThrough
        => _details is { Row: { InstanceId: not null } row } && Channels.Find(row.Channel)?.Carries(MessageKind.Reaction) is true ? row.InstanceName : null;

    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication.GetAuthenticationStateAsync()).User;
        (_memberId, _memberName) = (user.UserId, user.DisplayName);
        _isAdmin = user.MemberRole is MemberRole.Admin or MemberRole.Owner;
        Follow(change => change.Kind is FeedKind.Instance || change.SubjectId == Id, RefreshAsync);

        if (await LoadAsync())
        {
            _unreadAtOpen = _details?.Row.UnreadCount ?? 0;
        }
    }

    // False when the conversation went into another one: the screen goes there, too.
    private async Task<bool> LoadAsync()
    {
        var read = BeginRead();
        var found = await Find.RunAsync(Id, Leaving);

        if (found?.Row.MergedIntoId is { } into)
        {
            await FollowAsync(into);
            return false;
        }

        if (MayShow(read))
        {
            (_details, _isMissing) = (found, found is null);
        }

        return !_isFollowing;
    }

    private async Task FollowAsync(Guid into)
    {
        if (_isFollowing)
        {
            return;
        }

        _isFollowing = true;
        var name = (await Find.RunAsync(into, Leaving))?.Row.DisplayName().Isolated();
        await Js.InvokeVoidAsync("omni.drafts.move", Leaving, Id, into);
        Toasts.Say($"This conversation was merged with another one. It goes on here, with {name}.");
        Navigation.NavigateTo($"inbox/{into}", replace: true);
    }

    private async Task RefreshAsync(IReadOnlyCollection<FeedEvent> changes)
    {
        // What somebody is writing stands in memory: nothing is read for it.
        _thread?.ShowPassing();

        if (changes.All(c => c.IsPassing))
        {
            _thread?.ShowAgain();
            return;
        }

        if (await LoadAsync() && _thread is not null && changes.Any(c => c.Kind is not FeedKind.Instance && !c.IsPassing))
        {
            await _thread.RefreshAsync(_details?.Row.UnreadCount ?? 0);
        }

        StateHasChanged();
    }

    // The text stands in the thread before it is stored; the row, found again by its key, takes its place.
    private async Task<bool> SendAsync(WrittenText written)
    {
        var key = $"inbox-{written.Key:N}";
        _thread?.ShowAtOnce(written.Text, key, _memberId, _memberName);
        var content = new NewContent { Text = written.Text, ReplyTo = written.Answers?.ToString() };
        _answered = _answered?.Id == written.Answers ? null : _answered;
        var wanted = new NewMessage
        {
            ConversationId = Id,
            Content = content,
            Source = MessageSource.Member,
            AuthorId = _memberId,
            AuthorName = _memberName,
            ClientKey = key,
            FollowsQuoted = true,
        };

        // One after another, in the order they were typed.
        await _oneSend.WaitAsync(CancellationToken.None);

        try
        {
            // Sent even when the member has left this conversation meanwhile.
            var queued = await Queue.RunAsync(wanted, CancellationToken.None);

            if (!queued.IsOk)
            {
                _thread?.TakeBack(key);
                Toasts.Warn(queued.Error.Message);
            }

            return queued.IsOk;
        }
        finally
        {
            _oneSend.Release();
        }
    }

    private async Task<string?> SendFileAsync(NewContent content)
    {
        var wanted = new NewMessage
        {
            ConversationId = Id,
            Content = content with { ReplyTo = _answered?.Id.ToString() },
            Source = MessageSource.Member,
            AuthorId = _memberId,
            AuthorName = _memberName,
            ClientKey = $"inbox-{Guid.CreateVersion7():N}",
            FollowsQuoted = true,
        };
        var queued = await Queue.RunAsync(wanted, CancellationToken.None);
        _answered = queued.IsOk ? null : _answered;
        return queued.Error?.Message;
    }

    private async Task<Error?> ScheduleAsync(string text, NewSchedule schedule)
    {
        var wanted = new NewMessage { ConversationId = Id, Content = text, Source = MessageSource.Member, AuthorId = _memberId, AuthorName = _memberName, Schedule = schedule };
        return (await Queue.RunAsync(wanted, CancellationToken.None)).Error;
    }

    private Task ResolveAsync() => DoAsync(Status.ResolveAsync(Id, _memberName, CancellationToken.None));

    private Task ReopenAsync() => DoAsync(Status.ReopenAsync(Id, _memberName, CancellationToken.None));

    private Task SwitchBotAsync(bool on) => DoAsync(on ? Bot.OnAsync(Id, _memberName, CancellationToken.None) : Bot.OffAsync(Id, _memberName, CancellationToken.None));

    private async Task DoAsync(Task<Result<bool>> action)
    {
        if ((await action).Error is { } error)
        {
            Toasts.Warn(error.Message);
        }
    }

    private async Task TogglePersonAsync()
    {
        await IsPersonShownChanged.InvokeAsync(!IsPersonShown);
        await Js.InvokeVoidAsync("omni.person.show", !IsPersonShown);
    }
}
