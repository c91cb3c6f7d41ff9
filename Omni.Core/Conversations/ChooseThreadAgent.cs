// Another agent than the instance's answers in one conversation, or the instance's again.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;
using Omni.Core.Texts;

namespace Omni.Core.Conversations;

public sealed class ChooseThreadAgent(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <summary>Holds for what comes from now on; a turn that is under way goes on with the agent it began with.</summary>
    /// <param name="conversationId">Which.</param>
    /// <param name="name">The agent; null for the instance's.</param>
    /// <param name="actor">Who chooses, for the line in the thread; null for programs.</param>
    /// <param name="onlyInstances">How far the chooser reaches: only an agent that answers on one of these; null for any.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether anything changed; NotFound for an unknown conversation, Invalid for an unknown agent.</returns>
    public async Task<Result<bool>> RunAsync(Guid conversationId, string? name, string? actor, IReadOnlyList<string>? onlyInstances, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var agentId = (Guid?)null;

        if (!string.IsNullOrWhiteSpace(name))
        {
            agentId = await db.Agents
                .Where(a => a.Name == name && (onlyInstances == null || db.Instances.Any(i => i.AgentId == a.Id && onlyInstances.Contains(i.Name))))
                .Select(a => (Guid?)a.Id).SingleOrDefaultAsync(cancellationToken);

            if (agentId is null)
            {
                return Error.Invalid("agent", $"There is no agent '{name.Shown}'.");
            }
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var changed = await db.Conversations.Where(c => c.Id == conversationId && c.AgentId != agentId).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.AgentId, agentId), cancellationToken);

        if (changed == 0)
        {
            return await db.Conversations.AnyAsync(c => c.Id == conversationId, cancellationToken) ? false : Error.NotFound("There is no such conversation.");
        }

        await SettleHolders.RunAsync(db, db.Conversations.Where(c => c.Id == conversationId), cancellationToken);
        db.Add(new Activity { ConversationId = conversationId, Kind = ActivityKind.AgentChosen, Actor = actor, Detail = agentId is null ? null : name, At = clock.GetUtcNow() });
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Conversation, conversationId));
        return true;
    }
}
