using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.WebhookSubscriptions;

/// <summary>Deletes a subscription with its log; what waits is not told any more.</summary>
public sealed class DeleteSubscription(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed)
{
    /// <summary>False when the tenant has no such subscription.</summary>
    public async Task<bool> RunAsync(Guid id, CancellationToken cancellationToken)
    {
        // Again when somebody was writing what it is told of at this instant, and each waited for the other's rows.
        var deleted = await TryAgain.RunAsync(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            return await db.WebhookSubscriptions.Where(s => s.Id == id).ExecuteDeleteAsync(cancellationToken);
        });

        if (deleted == 0)
        {
            return false;
        }

        feed.Publish(new(tenant.Required, FeedKind.Webhook, id));
        return true;
    }
}
