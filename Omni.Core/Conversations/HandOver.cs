// An agent, or a program in its place, gives a conversation to people.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;
using Omni.Core.Texts;

namespace Omni.Core.Conversations;

public sealed class HandOver(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    internal const int LongestReason = 500;
    private const int LongestActor = 200;

    /// <param name="conversationId">What it went into since is found.</param>
    /// <param name="actor">Who hands over, for the line in the thread.</param>
    /// <param name="reason">In words for members; null when none was given.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The conversation; NotFound. Handing over twice changes nothing more.</returns>
    public Task<Result<Guid>> RunAsync(Guid conversationId, string? actor, string? reason, CancellationToken cancellationToken)
        => TryAgain.RunAsync(() => TryAsync(conversationId, actor, reason, cancellationToken));

    private async Task<Result<Guid>> TryAsync(Guid conversationId, string? actor, string? reason, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Locked: what goes into another one at this instant would be handed over after its agent had moved on.
        if (await db.LockThreadAsync(conversationId, cancellationToken) is not { Id: var now })
        {
            return Error.NotFound("There is no such conversation.");
        }

        var handed = await db.Conversations.Where(c => c.Id == now && c.BotEnabled).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.BotEnabled, false)
                .SetProperty(x => x.Status, ConversationStatus.Open)
                .SetProperty(x => x.HeldSince, clock.GetUtcNow())
                .SetProperty(x => x.HeldBy, (string?)null),
            cancellationToken);

        if (handed > 0)
        {
            await SilenceAgent.RunAsync(db, now, failure: null, clock.GetUtcNow(), cancellationToken, keepsTools: true);
            db.Add(new Activity
            {
                ConversationId = now,
                Kind = ActivityKind.HandedOver,
                Actor = string.IsNullOrWhiteSpace(actor) ? null : actor.Trim().Fit(LongestActor),
                Detail = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim().Fit(LongestReason),
                At = clock.GetUtcNow(),
            });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            feed.Publish(new(tenant.Required, FeedKind.Conversation, now));
        }

        return now;
    }
}
