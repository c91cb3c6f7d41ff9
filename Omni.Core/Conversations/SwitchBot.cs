// A member silences the agent in one conversation, or lets it answer again.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations;

public sealed class SwitchBot(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <returns>True; NotFound for an unknown conversation.</returns>
    public Task<Result<bool>> OffAsync(Guid conversationId, string? actor, CancellationToken cancellationToken)
        => TryAgain.RunAsync(() => TryOffAsync(conversationId, actor, cancellationToken));

    /// <returns>True; NotFound for an unknown conversation, Conflict when no agent is set up for its instance.</returns>
    public Task<Result<bool>> OnAsync(Guid conversationId, string? actor, CancellationToken cancellationToken)
        => TryAgain.RunAsync(() => TryOnAsync(conversationId, actor, cancellationToken));

    private async Task<Result<bool>> TryOffAsync(Guid conversationId, string? actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // The one that it went into, if it did.
        if (await db.LockThreadAsync(conversationId, cancellationToken) is not { Id: var now })
        {
            return Error.NotFound("There is no such conversation.");
        }

        await PersonTakesOver.RunAsync(db, now, actor, hasRead: true, clock.GetUtcNow(), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Conversation, now));
        return true;
    }

    private async Task<Result<bool>> TryOnAsync(Guid conversationId, string? actor, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.LockThreadAsync(conversationId, cancellationToken) is not { } thread)
        {
            return Error.NotFound("There is no such conversation.");
        }

        if (thread.AgentId is null && !await db.Instances.AnyAsync(i => i.Id == thread.InstanceId && i.AgentId != null, cancellationToken))
        {
            return Error.Conflict("No agent is set up for this conversation or its instance.");
        }

        if (await AgentTakesBack.RunAsync(db, thread.Id, actor, detail: null, clock.GetUtcNow(), cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
            feed.Publish(new(tenant.Required, FeedKind.Conversation, thread.Id));
        }

        return true;
    }
}
