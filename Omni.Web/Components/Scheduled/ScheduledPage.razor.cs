using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Omni.Core.Conversations;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Feed;
using Omni.Core.Team;
using Omni.Web.Components.Shared;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Scheduled;

public sealed partial class ScheduledPage : LiveScreen
{
    private const int PageSize = 50;
    private const int Most = 500;

    private List<ScheduledRow>? _rows;
    private Dictionary<Guid, ConversationRow> _conversations = [];
    private int _total;
    private int _wanted = PageSize;
    private bool _isAdmin;

    [Inject] public required ListScheduled Scheduled { get; init; }

    [Inject] public required ListConversations Conversations { get; init; }

    [Inject] public required AuthenticationStateProvider Authentication { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _isAdmin = (await Authentication.GetAuthenticationStateAsync()).User.MemberRole is MemberRole.Admin or MemberRole.Owner;
        Follow(change => change.Kind is FeedKind.Schedule, ReadAsync);
        await ReadAsync();
    }

    private async Task LoadMoreAsync()
    {
        _wanted = Math.Min(_wanted + PageSize, Most);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var read = BeginRead();
        var rows = await Scheduled.RunAsync(new(), null, _wanted, Leaving);
        var total = await Scheduled.CountAsync(new(), Leaving);
        var ids = rows.Select(r => r.Message.ConversationId).Distinct().ToList();
        var conversations = await Conversations.ReadAgainAsync(new(), ids, Leaving);

        if (MayShow(read))
        {
            (_rows, _total, _conversations) = (rows, total, conversations.ToDictionary(c => c.Id));
        }
    }
}
