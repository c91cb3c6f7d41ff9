using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Core.WebhookSubscriptions;

/// <summary>Sends a <c>ping</c> at once, also to a subscription that is paused, and writes it into the log. It is tried once.</summary>
public sealed class TestSubscription(
    IDbContextFactory<OmniDbContext> databases, WriteBody bodies, PostDelivery post, SecretBox secrets, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    public async Task<Result<WebhookDelivery>> RunAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.WebhookSubscriptions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } subscription)
        {
            return Error.NotFound("There is no such webhook.");
        }

        var ping = new WebhookDelivery { SubscriptionId = id, Event = WebhookEvents.Ping, SubjectId = id, CreatedAt = clock.GetUtcNow() };
        var body = await bodies.RunAsync(ping, cancellationToken);
        var result = await post.RunAsync(subscription.Url, secrets.Open(subscription.Secret), ping, body!, cancellationToken);
        ping.Record(result, attempts: 1, nextAttemptAt: null, clock.GetUtcNow());

        if (await db.WebhookSubscriptions.AnyAsync(s => s.Id == id, cancellationToken))
        {
            db.Add(ping);
            await db.SaveChangesAsync(cancellationToken);
            feed.Publish(new(tenant.Required, FeedKind.Webhook, id));
        }

        return ping;
    }
}
