using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels.Outbound;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Core.WebhookSubscriptions;

/// <summary>Adds a subscription to the scope's tenant.</summary>
public sealed class CreateSubscription(IDbContextFactory<OmniDbContext> databases, SecretBox secrets, OutboundRule rule, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    private const string Prefix = "whsec_";

    /// <returns>The subscription with its secret; Invalid fields, or Conflict when the tenant has as many as it may.</returns>
    public async Task<Result<NewSubscription>> RunAsync(SubscriptionFields fields, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        SubscriptionRules.CheckUrl(errors, fields.Url.Value, rule);
        SubscriptionRules.CheckEvents(errors, fields.Events.Value);
        SubscriptionRules.CheckSecret(errors, fields.Secret.Value);

        if (errors.ToError() is { } error)
        {
            return error;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.WebhookSubscriptions.CountAsync(cancellationToken) >= SubscriptionRules.MostPerTenant)
        {
            return Error.Conflict($"There are {SubscriptionRules.MostPerTenant} webhooks already, and no more are possible. Delete one first.");
        }

        var now = clock.GetUtcNow();
        var secret = fields.Secret.Value ?? Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var subscription = new WebhookSubscription
        {
            Url = fields.Url.Value!.Trim(),
            Secret = secrets.Seal(secret),
            Events = SubscriptionRules.Kept(fields.Events.Value),
            CreatedAt = now,
            UpdatedAt = now,
        };

        if (fields.IsActive.Value is false)
        {
            subscription.Pause(reason: null);
        }

        db.Add(subscription);
        await db.SaveChangesAsync(cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Webhook, subscription.Id));
        return new NewSubscription(subscription, secret);
    }
}

/// <summary>A new subscription and its secret, which is shown once.</summary>
public sealed record NewSubscription(WebhookSubscription Subscription, string Secret)
{
    public override string ToString() => Subscription.Id.ToString();
}
