// Writes down how an attempt ended: in the log, on the subscription, to the screens.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.WebhookSubscriptions;

public sealed partial class RecordDelivery(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock, ILogger<RecordDelivery> logger)
{
    private const int MostGivenUpInARow = 100;
    private const int MostWaiting = 100_000;
    private static readonly TimeSpan LongestFailing = TimeSpan.FromDays(3);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    // Longer than what order is kept for: something may have stepped aside.
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(1);

    /// <summary>The pauses between attempts; after the last one it is given up. About eleven hours in all.</summary>
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
        TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(3), TimeSpan.FromHours(6),
    ];

    /// <summary>How long it waits after an attempt that failed, or of which nobody heard again.</summary>
    public static TimeSpan PauseAfter(int attempts) => Pauses[Math.Min(attempts, Pauses.Length) - 1];

    /// <param name="delivery">Which one.</param>
    /// <param name="attempts">The number of the attempt.</param>
    /// <param name="result">How it ended.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(WebhookDelivery delivery, int attempts, PostResult result, CancellationToken cancellationToken)
    {
        OmniMeter.WebhookDeliveries.Add(1, new KeyValuePair<string, object?>("outcome", result.IsDelivered ? "delivered" : "failed"));

        // Forgotten, the attempt would be made again at once, and would count twice towards stepping aside.
        if (await TryAgain.RunAsync(() => StoreAsync(delivery, attempts, result, cancellationToken)))
        {
            feed.Publish(new(tenant.Required, FeedKind.Webhook, delivery.SubscriptionId));
        }
    }

    /// <summary>Takes a delivery away whose subject is gone: nobody needs to hear of it.</summary>
    public async Task DropAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.WebhookDeliveries.Where(d => d.Id == delivery.Id).ExecuteDeleteAsync(cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Webhook, delivery.SubscriptionId));
    }

    // False when the subscription was deleted meanwhile, and the log with it.
    private async Task<bool> StoreAsync(WebhookDelivery delivery, int attempts, PostResult result, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // The subscription first: whoever pauses or resumes it waits.
        if (await db.LockSubscriptionAsync(delivery.SubscriptionId, cancellationToken) is not { } subscription
            || await db.WebhookDeliveries.SingleOrDefaultAsync(d => d.Id == delivery.Id, cancellationToken) is not { } row)
        {
            return false;
        }

        row.Record(result, attempts, NextAttempt(result, attempts, now), now);
        await JudgeAsync(db, subscription, row, result, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task JudgeAsync(OmniDbContext db, WebhookSubscription subscription, WebhookDelivery row, PostResult result, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (result.IsDelivered)
        {
            if (now - subscription.FailingSince > Outage)
            {
                await db.WebhookDeliveries.BringForwardAsync(subscription.Id, now, cancellationToken);
            }

            subscription.Recover();
            return;
        }

        subscription.Fail(row.Status is WebhookDeliveryStatus.Failed, now);

        if (subscription.IsActive && await ReasonToPauseAsync(db, subscription, result, now, cancellationToken) is { } reason)
        {
            subscription.Pause(reason);
            LogPaused(subscription.Id);
        }
    }

    private static async Task<string?> ReasonToPauseAsync(OmniDbContext db, WebhookSubscription subscription, PostResult result, DateTimeOffset now, CancellationToken cancellationToken)
        => result.IsGone ? "The receiver answered that it is gone for good (410)."
            : now - subscription.FailingSince >= LongestFailing ? $"For {LongestFailing.TotalDays:0} days nothing could be delivered. The last reason: {result.Error}"
            : subscription.GivenUpInARow >= MostGivenUpInARow ? $"{MostGivenUpInARow} deliveries in a row were given up. The last reason: {result.Error}"
            : await db.WebhookDeliveries.InOrder(subscription.Id).Skip(MostWaiting).AnyAsync(cancellationToken) ? $"More than {MostWaiting:N0} events wait for a receiver that fails. The last reason: {result.Error}"
            : null;

    // A tenth of chance, so that those who failed together do not come back together.
    private static DateTimeOffset? NextAttempt(PostResult result, int attempts, DateTimeOffset now)
    {
        if (result.IsDelivered || result.IsGone || attempts > Pauses.Length)
        {
            return null;
        }

        var pause = PauseAfter(attempts) * (1 + (Random.Shared.NextDouble() / 10));
        var asked = result.RetryAfter is { } later && later < LongestRetryAfter ? later : result.RetryAfter is null ? TimeSpan.Zero : LongestRetryAfter;
        return now + (asked > pause ? asked : pause);
    }

    [LoggerMessage(LogLevel.Warning, "Webhook {SubscriptionId} was paused: its receiver fails")]
    private partial void LogPaused(Guid subscriptionId);
}
