using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using Omni.Core.Conversations;
using Omni.Core.Feed;
using Omni.Core.Team;
using Omni.Web.Components.Shared;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Inbox;

public sealed partial class ConversationList : LiveScreen, IAsyncDisposable
{
    private const int PageSize = 50;

    private readonly Dictionary<InboxTab, int> _counts = [];
    private readonly AttachedScript<ConversationList> _script = new("./Components/Inbox/ConversationList.razor.js");
    private InboxTab _tab = InboxTab.Open;
    private string _search = "";
    private List<ConversationRow>? _rows;
    private bool _hasMore;
    private bool _isLoading;
    private int _loads;
    private bool _isAdmin;
    private bool _isNew;
    private int _searchNumber;
    private ElementReference _scroller;
    private ElementReference _end;

    [Inject] public required ListConversations Conversations { get; init; }

    [Inject] public required AuthenticationStateProvider Authentication { get; init; }

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    [Parameter]
    public Guid? SelectedId { get; set; }

    [Parameter]
    public EventCallback<int> UnreadChanged { get; set; }

    // Who searches means everybody, whatever tab they stood in.
    private ConversationFilter Filter => IsSearching ? new() { Search = _search } : _tab.Filter;

    // What is snoozed has a tab only while there is some.
    private IEnumerable<InboxTab> Tabs => InboxTab.All.Where(t => t != InboxTab.Snoozed || t == _tab || _counts.GetValueOrDefault(t) > 0);

    private bool IsSearching => !string.IsNullOrWhiteSpace(_search);

    [JSInvokable]
    public async Task LoadMoreAsync()
    {
        if (!_hasMore || _isLoading || _rows is not { Count: > 0 } rows)
        {
            return;
        }

        _isLoading = true;

        try
        {
            var page = await Conversations.RunAsync(Filter, rows[^1].Cursor, PageSize, Leaving);

            // Another tab was chosen meanwhile.
            if (rows == _rows)
            {
                _hasMore = page.Count == PageSize;
                rows.AddRange(page.Where(p => !rows.Exists(r => r.Id == p.Id)));
                StateHasChanged();
            }
        }
        finally
        {
            _isLoading = false;
        }
    }

    public ValueTask DisposeAsync()
    {
        Browser.MinutePassed -= OnMinutePassed;
        Dispose();
        return _script.DisposeAsync();
    }

    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication.GetAuthenticationStateAsync()).User;
        _isAdmin = user.MemberRole is MemberRole.Admin or MemberRole.Owner;
        Browser.MinutePassed += OnMinutePassed;

        // Listen first, read second: a message between the two is then seen twice, never missed.
        Follow(change => change.Kind is FeedKind.Conversation, RefreshAsync);
        await LoadAsync();
    }

    protected override Task OnAfterRenderAsync(bool firstRender)
        => _rows is { Count: > 0 } ? _script.AttachAsync(Js, this, _scroller) : Task.CompletedTask;

    private async Task LoadAsync()
    {
        var read = BeginRead();
        _loads++;

        try
        {
            var rows = await Conversations.RunAsync(Filter, after: null, PageSize, Leaving);

            if (MayShow(read))
            {
                _hasMore = rows.Count == PageSize;
                _rows = rows;
            }
        }
        finally
        {
            _loads--;
        }

        await CountAsync();
    }

    private async Task CountAsync()
    {
        foreach (var tab in (InboxTab[])[InboxTab.Open, InboxTab.Unread, InboxTab.Snoozed])
        {
            _counts[tab] = await Conversations.CountAsync(tab.Filter, Leaving);
        }

        _isNew = _rows is { Count: 0 } && !IsSearching && await Conversations.CountAsync(new(), Leaving) == 0;
        await UnreadChanged.InvokeAsync(_counts[InboxTab.Unread]);
    }

    private async Task ChooseAsync(InboxTab tab)
    {
        (_tab, _search, _rows) = (tab, "", null);
        await ResetScrollAsync();
        await LoadAsync();
    }

    // Waits until the typing pauses; only the last pause counts.
    private async Task OnSearchAsync(string? text)
    {
        _search = text ?? "";
        var number = ++_searchNumber;
        await Task.Delay(200, Leaving);

        if (number == _searchNumber)
        {
            await ResetScrollAsync();
            await LoadAsync();
        }
    }

    private async Task ClearSearchAsync()
    {
        _search = "";
        await LoadAsync();
    }

    private ValueTask ResetScrollAsync() => _script.Attached is { } list ? list.InvokeVoidAsync("toTop") : ValueTask.CompletedTask;

    private async Task RefreshAsync(IReadOnlyCollection<FeedEvent> changes)
    {
        // A list on its way may have been read before the change.
        if (_loads > 0 || changes.Any(c => c.Kind is FeedKind.Everything))
        {
            await LoadAsync();
        }
        else if (_rows is { } rows)
        {
            Guid[] ids = [.. changes.Select(c => c.SubjectId)];
            var fresh = await ReadAgainAsync(ids);

            if (_loads == 0 && rows == _rows)
            {
                Merge(rows, ids, fresh);
                await CountAsync();
            }
            else
            {
                await LoadAsync();
            }
        }

        StateHasChanged();
    }

    private async Task<List<ConversationRow>> ReadAgainAsync(Guid[] ids)
    {
        var fresh = await Conversations.ReadAgainAsync(Filter, ids, Leaving);

        // What is open was just read, but must not vanish under the reader's eyes.
        if (_tab == InboxTab.Unread && SelectedId is { } open && ids.Contains(open) && !fresh.Exists(f => f.Id == open) && _rows?.Exists(r => r.Id == open) is true)
        {
            fresh.AddRange(await Conversations.ReadAgainAsync(new(), [open], Leaving));
        }

        return fresh;
    }

    // What changed leaves its place and comes back where its time now puts it, unless that is beyond what is loaded.
    private void Merge(List<ConversationRow> rows, Guid[] changed, List<ConversationRow> fresh)
    {
        rows.RemoveAll(r => changed.Contains(r.Id));

        foreach (var row in fresh)
        {
            var place = rows.FindIndex(r => (r.LastActivityAt, r.Id).CompareTo((row.LastActivityAt, row.Id)) < 0);

            if (place >= 0)
            {
                rows.Insert(place, row);
            }
            else if (!_hasMore)
            {
                rows.Add(row);
            }
        }
    }

    private void OnMinutePassed() => _ = InvokeAsync(StateHasChanged);
}
