// Brings a conversation back, to the agent or the people who had it, when the time has come until which it was snoozed.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations;

public sealed class WakeSnoozed(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <summary>False when it is not due, another node was first, or somebody is at work in it.</summary>
    public async Task<bool> RunAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Looked at again under the row lock: it may have come back, or been put off further, since the sweep.
        if (await db.LockFreeConversationAsync(conversationId, cancellationToken) is not { Status: ConversationStatus.Snoozed, MergedIntoId: null, SnoozedUntil: { } until } || until > now)
        {
            return false;
        }

        // Up to where new messages stand: who put it off looks there, not at its old place.
        await db.Conversations.Where(c => c.Id == conversationId).ExecuteUpdateAsync(
            c => c.SetBack(db).SetProperty(x => x.LastActivityAt, now), cancellationToken);
        db.Add(new Activity { ConversationId = conversationId, Kind = ActivityKind.CameBack, At = now });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Conversation, conversationId));
        return true;
    }
}
