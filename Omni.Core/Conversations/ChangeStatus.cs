// Resolves a conversation, or opens it again.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations;

public sealed class ChangeStatus(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <summary>Nothing is left to do. The agent gets the conversation back: it answers first when the customer writes again.</summary>
    /// <returns>Whether anything changed; NotFound for an unknown conversation.</returns>
    public Task<Result<bool>> ResolveAsync(Guid conversationId, string? actor, CancellationToken cancellationToken)
        => ChangeAsync(
            conversationId,
            new() { ConversationId = conversationId, Kind = ActivityKind.Resolved, Actor = actor, At = clock.GetUtcNow() },
            db => ResolveAsync(db, conversationId, clock.GetUtcNow(), cancellationToken),
            cancellationToken);

    /// <summary>Back to the agent when it is on and the instance has one, else to the team.</summary>
    /// <returns>Whether anything changed; NotFound for an unknown conversation.</returns>
    public Task<Result<bool>> ReopenAsync(Guid conversationId, string? actor, CancellationToken cancellationToken)
        => ChangeAsync(
            conversationId,
            new() { ConversationId = conversationId, Kind = ActivityKind.Reopened, Actor = actor, At = clock.GetUtcNow() },
            db => db.Conversations
                .Where(c => c.Id == conversationId && (c.Status == ConversationStatus.Resolved || c.Status == ConversationStatus.Snoozed))
                .ExecuteUpdateAsync(c => c.SetBack(db), cancellationToken),
            cancellationToken);

    internal static Task<int> ResolveAsync(OmniDbContext db, Guid conversationId, DateTimeOffset now, CancellationToken cancellationToken)
        => db.Conversations.Where(c => c.Id == conversationId && c.Status != ConversationStatus.Resolved).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.Status, ConversationStatus.Resolved)
                .SetProperty(x => x.HeldSince, x => x.BotEnabled ? x.HeldSince : now)
                .SetProperty(x => x.HeldBy, (string?)null)
                .SetProperty(x => x.BotEnabled, true)
                .SetProperty(x => x.UnreadCount, 0)
                .SetProperty(x => x.WaitingSince, (DateTimeOffset?)null),
            cancellationToken);

    private async Task<Result<bool>> ChangeAsync(Guid conversationId, Activity line, Func<OmniDbContext, Task<int>> change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await change(db) == 0)
        {
            return await db.Conversations.AnyAsync(c => c.Id == conversationId, cancellationToken) ? false : Error.NotFound("There is no such conversation.");
        }

        db.Add(line);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Conversation, conversationId));
        return true;
    }
}
