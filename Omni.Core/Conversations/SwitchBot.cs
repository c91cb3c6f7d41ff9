// A member silences the agent in one conversation, or lets it answer again.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations;

public sealed class SwitchBot(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <returns>True; NotFound for an unknown conversation.</returns>
    public async Task<Result<bool>> OffAsync(Guid conversationId, string? actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (!await db.Conversations.AnyAsync(c => c.Id == conversationId, cancellationToken))
        {
            return Error.NotFound("There is no such conversation.");
        }

        await PersonTakesOver.RunAsync(db, conversationId, actor, hasRead: true, clock.GetUtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Conversation, conversationId));
        return true;
    }

    /// <returns>True; NotFound for an unknown conversation, Conflict when no agent is set up for its instance.</returns>
    public async Task<Result<bool>> OnAsync(Guid conversationId, string? actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var hasAgent = await db.Conversations.Where(c => c.Id == conversationId)
            .Select(c => (bool?)(c.AgentId != null || db.Instances.Any(i => i.Id == c.InstanceId && i.AgentId != null)))
            .SingleOrDefaultAsync(cancellationToken);

        if (hasAgent is null)
        {
            return Error.NotFound("There is no such conversation.");
        }

        if (hasAgent is false)
        {
            return Error.Conflict("No agent is set up for this conversation or its instance.");
        }

        if (await AgentTakesBack.RunAsync(db, conversationId, actor, detail: null, clock.GetUtcNow(), cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
            feed.Publish(new(tenant.Required, FeedKind.Conversation, conversationId));
        }

        return true;
    }
}
