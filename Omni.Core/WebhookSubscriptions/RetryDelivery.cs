// Tries a delivery again at once: one that was given up, or one that waits for its next attempt.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.WebhookSubscriptions;

public sealed class RetryDelivery(IDbContextFactory<OmniDbContext> databases, SubscriptionLanes lanes, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <returns>The delivery, waiting again; NotFound for an unknown one, Conflict for one that was delivered, or whose webhook is paused.</returns>
    public async Task<Result<WebhookDelivery>> RunAsync(Guid subscriptionId, Guid deliveryId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.WebhookSubscriptions.Where(s => s.Id == subscriptionId).Select(s => (bool?)s.IsActive).SingleOrDefaultAsync(cancellationToken) is not { } isActive)
        {
            return Error.NotFound("There is no such webhook.");
        }

        var deliveries = db.WebhookDeliveries.Where(d => d.Id == deliveryId && d.SubscriptionId == subscriptionId);

        if (!await deliveries.AnyAsync(cancellationToken))
        {
            return Error.NotFound("There is no such delivery.");
        }

        if (!isActive)
        {
            return Error.Conflict("The webhook is paused. Resume it first.");
        }

        // It begins anew, with all attempts before it. One that was never tried waits for its turn already.
        var retried = await deliveries.Where(d => d.Status != WebhookDeliveryStatus.Delivered && d.Attempts > 0).ExecuteUpdateAsync(
            d => d.SetProperty(x => x.Status, WebhookDeliveryStatus.Pending).SetProperty(x => x.Attempts, 0).SetProperty(x => x.NextAttemptAt, clock.GetUtcNow()),
            cancellationToken);
        var delivery = await deliveries.AsNoTracking().SingleAsync(cancellationToken);

        if (retried == 0 && delivery.Status is WebhookDeliveryStatus.Delivered)
        {
            return Error.Conflict("It was delivered, so there is nothing to try again.");
        }

        feed.Publish(new(tenant.Required, FeedKind.Webhook, subscriptionId));
        lanes.Wake(new(tenant.Required, tenant.RequiredSlug, subscriptionId));
        return delivery;
    }
}
