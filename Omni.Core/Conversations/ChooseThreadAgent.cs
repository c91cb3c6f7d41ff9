// Another agent than the instance's answers in one conversation, or the instance's again.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
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
    public Task<Result<bool>> RunAsync(Guid conversationId, string? name, string? actor, IReadOnlyList<string>? onlyInstances, CancellationToken cancellationToken)
        // Again when the agent is deleted at this instant, which locks the other way round.
        => TryAgain.RunAsync(() => TryAsync(conversationId, name, actor, onlyInstances, cancellationToken));

    private async Task<Result<bool>> TryAsync(Guid conversationId, string? name, string? actor, IReadOnlyList<string>? onlyInstances, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var errors = new FieldErrors();
        var agentId = await FindAsync(db, errors, name, onlyInstances, cancellationToken);

        if (errors.ToError() is { } error)
        {
            return error;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (!await PutAsync(db, conversationId, agentId, name, actor, clock.GetUtcNow(), cancellationToken))
        {
            return await db.Conversations.AnyAsync(c => c.Id == conversationId, cancellationToken) ? false : Error.NotFound("There is no such conversation.");
        }

        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Conversation, conversationId));
        return true;
    }

    /// <summary>Null for the instance's, and for one that is not there, which is then among the errors.</summary>
    internal static async Task<Guid?> FindAsync(OmniDbContext db, FieldErrors errors, string? name, IReadOnlyList<string>? onlyInstances, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        var agentId = await db.Agents
            .Where(a => a.Name == name && (onlyInstances == null || db.Instances.Any(i => i.AgentId == a.Id && onlyInstances.Contains(i.Name))))
            .Select(a => (Guid?)a.Id).SingleOrDefaultAsync(cancellationToken);
        errors.Require(agentId is not null, "agent", $"There is no agent '{name.Shown}'.");
        return agentId;
    }

    /// <summary>Inside the caller's transaction; saves. False when nothing changed.</summary>
    internal static async Task<bool> PutAsync(OmniDbContext db, Guid conversationId, Guid? agentId, string? name, string? actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await db.Conversations.Where(c => c.Id == conversationId && c.AgentId != agentId).ExecuteUpdateAsync(c => c.SetProperty(x => x.AgentId, agentId), cancellationToken) == 0)
        {
            return false;
        }

        await SettleHolders.RunAsync(db, db.Conversations.Where(c => c.Id == conversationId), cancellationToken);
        db.Add(new Activity { ConversationId = conversationId, Kind = ActivityKind.AgentChosen, Actor = actor, Detail = agentId is null ? null : name, At = now });
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }
}
