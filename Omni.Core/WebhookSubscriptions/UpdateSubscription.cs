using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels.Outbound;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.WebhookSubscriptions;

/// <summary>Changes a subscription of the scope's tenant. When it is switched on again, what waits goes out at once.</summary>
public sealed class UpdateSubscription(
    IDbContextFactory<OmniDbContext> databases, OutboundRule rule, SubscriptionLanes lanes, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    public async Task<Result<WebhookSubscription>> RunAsync(Guid id, SubscriptionFields fields, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.WebhookSubscriptions.SingleOrDefaultAsync(s => s.Id == id, cancellationToken) is not { } subscription)
        {
            return Error.NotFound("There is no such webhook.");
        }

        if (Check(fields) is { } error)
        {
            return error;
        }

        var isResumed = fields.IsActive.IsGiven && fields.IsActive.Value is not false && !subscription.IsActive;
        subscription.Url = fields.Url.IsGiven ? fields.Url.Value!.Trim() : subscription.Url;
        subscription.Events = fields.Events.IsGiven ? SubscriptionRules.Kept(fields.Events.Value) : subscription.Events;
        subscription.UpdatedAt = clock.GetUtcNow();

        if (isResumed)
        {
            subscription.Resume();
        }
        else if (fields.IsActive is { IsGiven: true, Value: false } && subscription.IsActive)
        {
            subscription.Pause(reason: null);
        }

        try
        {
            await db.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Error.NotFound("There is no such webhook.");
        }

        if (isResumed)
        {
            await db.WebhookDeliveries.BringForwardAsync(id, clock.GetUtcNow(), cancellationToken);
            lanes.Wake(new(tenant.Required, tenant.RequiredSlug, id));
        }

        feed.Publish(new(tenant.Required, FeedKind.Webhook, id));
        return subscription;
    }

    private Error? Check(SubscriptionFields fields)
    {
        var errors = new FieldErrors();
        errors.Require(!fields.Secret.IsGiven, "secret", "A webhook's secret cannot be changed. Add another webhook, and delete this one.");

        if (fields.Url.IsGiven)
        {
            SubscriptionRules.CheckUrl(errors, fields.Url.Value, rule);
        }

        SubscriptionRules.CheckEvents(errors, fields.Events.Value);
        return errors.ToError();
    }
}
