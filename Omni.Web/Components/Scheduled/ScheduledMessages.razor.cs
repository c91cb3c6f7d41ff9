using Microsoft.AspNetCore.Components;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Feed;
using Omni.Core.Tenancy;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Scheduled;

public sealed partial class ScheduledMessages : IDisposable
{
    private const int Most = 20;

    private List<ScheduledRow> _rows = [];
    private int _total;
    private FeedWatch? _watch;

    [Inject] public required ListScheduled Scheduled { get; init; }

    [Inject] public required LiveFeed Feed { get; init; }

    [Inject] public required TenantContext Tenant { get; init; }

    [Parameter, EditorRequired]
    public required Guid ConversationId { get; set; }

    public void Dispose() => _watch?.Dispose();

    protected override async Task OnInitializedAsync()
    {
        _watch = new(Feed, Tenant.Required, change => change.Kind is FeedKind.Schedule && change.SubjectId == ConversationId, _ => InvokeAsync(RefreshAsync));
        await ReadAsync();
    }

    private async Task RefreshAsync()
    {
        try
        {
            await ReadAsync();
            StateHasChanged();
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    private async Task ReadAsync()
    {
        var filter = new ScheduledFilter(ConversationId);
        _rows = await Scheduled.RunAsync(filter, null, Most, CancellationToken.None);
        _total = _rows.Count < Most ? _rows.Count : await Scheduled.CountAsync(filter, CancellationToken.None);
    }
}
