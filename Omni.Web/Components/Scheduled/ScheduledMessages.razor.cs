using Microsoft.AspNetCore.Components;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Feed;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Scheduled;

public sealed partial class ScheduledMessages : LiveScreen
{
    private const int Most = 20;

    private List<ScheduledRow> _rows = [];
    private int _total;

    [Inject] public required ListScheduled Scheduled { get; init; }

    [Parameter, EditorRequired]
    public required Guid ConversationId { get; set; }

    protected override async Task OnInitializedAsync()
    {
        // A merge brings or takes some along, and tells of the conversation only.
        Follow(change => change.Kind is FeedKind.Schedule or FeedKind.Conversation && change.SubjectId == ConversationId, ReadAsync);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var read = BeginRead();
        var filter = new ScheduledFilter(ConversationId);
        var rows = await Scheduled.RunAsync(filter, null, Most, Leaving);
        var total = rows.Count < Most ? rows.Count : await Scheduled.CountAsync(filter, Leaving);

        if (MayShow(read))
        {
            (_rows, _total) = (rows, total);
        }
    }
}
