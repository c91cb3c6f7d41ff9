// Tells one subscription what waits for it, in order, and writes down how it went. Safe to run at any time, on any node.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Jobs;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Core.WebhookSubscriptions;

public sealed class DeliverDueEvents(
    IDbContextFactory<OmniDbContext> databases,
    ClaimLane lane,
    Node node,
    SubscriptionLanes lanes,
    WriteBody bodies,
    PostDelivery post,
    RecordDelivery record,
    SecretBox secrets,
    TenantContext tenant,
    TimeProvider clock)
{
    // A run tells so many at least, then lets others have the lane.
    private const int EnoughPerRun = 100;
    private const int Batch = 20;

    public async Task RunAsync(Guid subscriptionId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        if (!await lane.TryAsync(subscriptionId, LaneKind.Webhook, node.Id, now, now + Node.Lease, cancellationToken))
        {
            return;
        }

        try
        {
            var told = 0;

            while (told < EnoughPerRun && await TellBatchAsync(subscriptionId, cancellationToken) is > 0 and var count)
            {
                told += count;
            }

            if (told >= EnoughPerRun)
            {
                Wake(subscriptionId, TimeSpan.Zero);
            }
        }
        finally
        {
            await lane.ReleaseAsync(subscriptionId, LaneKind.Webhook, node.Id, CancellationToken.None);
        }
    }

    // Answers how many were tried; zero when nothing is due.
    private async Task<int> TellBatchAsync(Guid subscriptionId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.WebhookSubscriptions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == subscriptionId && s.IsActive, cancellationToken) is not { } subscription)
        {
            return 0;
        }

        var now = clock.GetUtcNow();
        var aside = await db.WebhookDeliveries.AsNoTracking().Aside(subscriptionId, now).FirstOrDefaultAsync(cancellationToken);
        var inOrder = await db.WebhookDeliveries.AsNoTracking().InOrder(subscriptionId).Take(Batch).ToListAsync(cancellationToken);
        var tried = 0;

        if (aside is not null)
        {
            await TellAsync(subscription, aside, cancellationToken);
            tried++;
        }

        foreach (var delivery in inOrder)
        {
            if (delivery.NextAttemptAt - clock.GetUtcNow() is { } pause && pause > TimeSpan.Zero)
            {
                // Order before speed: what stands behind it waits too.
                Wake(subscriptionId, pause);
                break;
            }

            tried++;

            if (!await TellAsync(subscription, delivery, cancellationToken))
            {
                break;
            }
        }

        return tried;
    }

    // Answers whether the next one may follow.
    private async Task<bool> TellAsync(WebhookSubscription subscription, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        if (!await MarkTriedAsync(delivery, cancellationToken))
        {
            return false;
        }

        // From here on the attempt is finished and written down even when Omni is asked to stop.
        if (await bodies.RunAsync(delivery, CancellationToken.None) is not { } body)
        {
            await record.DropAsync(delivery, CancellationToken.None);
            return true;
        }

        var result = await post.RunAsync(subscription.Url, secrets.Open(subscription.Secret), delivery, body, CancellationToken.None);
        await record.RunAsync(delivery, delivery.Attempts + 1, result, CancellationToken.None);
        return result.IsDelivered;
    }

    // Before its subject is read: what changes from now on is told by a delivery of its own. Only as it was read, and only while the subscription is on.
    // Should nobody write down how it ended, it waits like one that failed: a receiver is never called without a pause.
    private async Task<bool> MarkTriedAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var next = clock.GetUtcNow() + RecordDelivery.PauseAfter(delivery.Attempts + 1);
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.WebhookDeliveries
            .Where(d => d.Id == delivery.Id && d.Status == WebhookDeliveryStatus.Pending && d.Attempts == delivery.Attempts && db.WebhookSubscriptions.Any(s => s.Id == d.SubscriptionId && s.IsActive))
            .ExecuteUpdateAsync(d => d.SetProperty(x => x.Attempts, x => x.Attempts + 1).SetProperty(x => x.NextAttemptAt, next), cancellationToken) == 1;
    }

    private void Wake(Guid subscriptionId, TimeSpan pause) => lanes.WakeAfter(new(tenant.Required, tenant.RequiredSlug, subscriptionId), pause);
}
