using Microsoft.AspNetCore.Components;
using Omni.Core.Feed;
using Omni.Core.WebhookSubscriptions;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.WebhookSubscriptions;

public sealed partial class DeliveryLog : LiveScreen
{
    private const int PageSize = 25;

    // More is not read again with every delivery: what is further down has happened.
    private const int MostLive = 200;

    private static readonly (string Label, WebhookDeliveryStatus? Status)[] Filters =
        [("All", null), ("Waiting", WebhookDeliveryStatus.Pending), ("Delivered", WebhookDeliveryStatus.Delivered), ("Failed", WebhookDeliveryStatus.Failed)];

    private List<WebhookDelivery>? _rows;
    private WebhookDeliveryStatus? _status;
    private int _total;

    [Parameter, EditorRequired]
    public required Guid SubscriptionId { get; set; }

    /// <summary>Whether anything goes out at all.</summary>
    [Parameter, EditorRequired]
    public required bool IsActive { get; set; }

    [Inject] public required ListDeliveries Deliveries { get; init; }

    [Inject] public required RetryDelivery Retry { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Follow(change => change.Kind is FeedKind.Webhook && change.SubjectId == SubscriptionId, ReadAsync);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var read = BeginRead();
        var status = _status;
        var rows = await Deliveries.RunAsync(SubscriptionId, status, null, Math.Clamp(_rows?.Count ?? 0, PageSize, MostLive), Leaving);
        var total = await Deliveries.CountAsync(SubscriptionId, status, Leaving);

        // Something else was asked for meanwhile.
        if (status == _status && MayShow(read))
        {
            (_rows, _total) = (rows, total);
        }
    }

    private async Task ChooseAsync(WebhookDeliveryStatus? status)
    {
        (_status, _rows) = (status, null);
        await ReadAsync();
    }

    private async Task LoadMoreAsync()
    {
        if (_rows is [.., var last] rows)
        {
            rows.AddRange(await Deliveries.RunAsync(SubscriptionId, _status, last.Sequence, PageSize, Leaving));
        }
    }

    private async Task RetryAsync(WebhookDelivery delivery)
    {
        if ((await Retry.RunAsync(SubscriptionId, delivery.Id, CancellationToken.None)).Error is { } error)
        {
            Toasts.Warn(error.Message);
        }

        await ReadAsync();
    }
}
