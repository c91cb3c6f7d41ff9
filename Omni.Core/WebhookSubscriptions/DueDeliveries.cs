// Which deliveries are due. Order is kept as far as a failing one allows: after its third failure it steps aside, and is tried by its own time.
using Microsoft.EntityFrameworkCore;

namespace Omni.Core.WebhookSubscriptions;

internal static class DueDeliveries
{
    extension(IQueryable<WebhookDelivery> deliveries)
    {
        public IQueryable<WebhookDelivery> InOrder(Guid subscriptionId)
            => deliveries.Where(d => d.SubscriptionId == subscriptionId && d.Status == WebhookDeliveryStatus.Pending && d.Attempts < WebhookDelivery.StepsAside).OrderBy(d => d.Sequence);

        public IQueryable<WebhookDelivery> Aside(Guid subscriptionId, DateTimeOffset now)
            => deliveries.Where(d => d.SubscriptionId == subscriptionId && d.Status == WebhookDeliveryStatus.Pending && d.Attempts >= WebhookDelivery.StepsAside && d.NextAttemptAt <= now)
                .OrderBy(d => d.NextAttemptAt);

        /// <summary>The receiver is back, or may be: what waits for a later time is due now.</summary>
        public Task<int> BringForwardAsync(Guid subscriptionId, DateTimeOffset now, CancellationToken cancellationToken)
            => deliveries.Where(d => d.SubscriptionId == subscriptionId && d.Status == WebhookDeliveryStatus.Pending && d.NextAttemptAt > now)
                .ExecuteUpdateAsync(d => d.SetProperty(x => x.NextAttemptAt, now), cancellationToken);
    }
}
