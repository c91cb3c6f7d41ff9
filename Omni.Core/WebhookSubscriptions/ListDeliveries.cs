// The log of a subscription, newest first.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.WebhookSubscriptions;

public sealed class ListDeliveries(IDbContextFactory<OmniDbContext> databases)
{
    /// <param name="subscriptionId">Whose; an unknown one has none.</param>
    /// <param name="status">Only these; null for all.</param>
    /// <param name="before">The <see cref="WebhookDelivery.Sequence"/> where the page before ended; null for the first page.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<List<WebhookDelivery>> RunAsync(Guid subscriptionId, WebhookDeliveryStatus? status, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Of(db, subscriptionId, status).Where(d => before == null || d.Sequence < before).OrderByDescending(d => d.Sequence).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<int> CountAsync(Guid subscriptionId, WebhookDeliveryStatus? status, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Of(db, subscriptionId, status).CountAsync(cancellationToken);
    }

    // Each status is a constant in its query, so that its index is used.
    private static IQueryable<WebhookDelivery> Of(OmniDbContext db, Guid subscriptionId, WebhookDeliveryStatus? status)
    {
        var deliveries = db.WebhookDeliveries.AsNoTracking().Where(d => d.SubscriptionId == subscriptionId);
        return status switch
        {
            WebhookDeliveryStatus.Pending => deliveries.Where(d => d.Status == WebhookDeliveryStatus.Pending),
            WebhookDeliveryStatus.Failed => deliveries.Where(d => d.Status == WebhookDeliveryStatus.Failed),
            WebhookDeliveryStatus.Delivered => deliveries.Where(d => d.Status == WebhookDeliveryStatus.Delivered),
            _ => deliveries,
        };
    }
}
