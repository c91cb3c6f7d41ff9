using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.WebhookSubscriptions;

/// <summary>Reads the subscriptions of the scope's tenant.</summary>
public sealed class FindSubscriptions(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>Null when the tenant has no such subscription.</summary>
    public async Task<SubscriptionRow?> ByIdAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Rows(db, db.WebhookSubscriptions.Where(s => s.Id == id)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Oldest first, from one on. Ids are made in the order of time.</summary>
    public async Task<IReadOnlyList<SubscriptionRow>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Rows(db, db.WebhookSubscriptions.Where(s => after == null || s.Id > after).OrderBy(s => s.Id).Take(limit)).ToListAsync(cancellationToken);
    }

    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await db.WebhookSubscriptions.CountAsync(cancellationToken);
    }

    private static IQueryable<SubscriptionRow> Rows(OmniDbContext db, IQueryable<WebhookSubscription> subscriptions)
        => subscriptions.AsNoTracking().OrderBy(s => s.Id).Select(s => new SubscriptionRow(
            s,
            db.WebhookDeliveries.Count(d => d.SubscriptionId == s.Id && d.Status == WebhookDeliveryStatus.Pending),
            db.WebhookDeliveries.Where(d => d.SubscriptionId == s.Id && d.Status == WebhookDeliveryStatus.Delivered).OrderByDescending(d => d.Sequence).Select(d => d.DeliveredAt).FirstOrDefault()));
}

/// <param name="Subscription">As it is kept.</param>
/// <param name="Waiting">Deliveries that are still to go out.</param>
/// <param name="LastDeliveredAt">When the receiver last took one; null for never, or for too long ago to be in the log.</param>
public sealed record SubscriptionRow(WebhookSubscription Subscription, int Waiting, DateTimeOffset? LastDeliveredAt);
