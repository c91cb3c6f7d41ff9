// A turn's token ends with its agent: one that was deleted, or that another one has taken the place of, speaks to nobody any more.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data;
using Omni.Core.Results;

namespace Omni.Core.Agents;

public sealed class CheckToolCaller(IDbContextFactory<OmniDbContext> databases)
{
    /// <param name="agentId">As it was signed; null for a token that is bound to no agent.</param>
    /// <param name="conversationId">The turn's; what it went into since is found.</param>
    /// <param name="instanceId">The turn's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its name, null without one; Forbidden when it was deleted or answers here no more.</returns>
    public async Task<Result<string?>> RunAsync(Guid? agentId, Guid conversationId, Guid instanceId, CancellationToken cancellationToken)
    {
        if (agentId is not { } id)
        {
            return (string?)null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Agents.Where(a => a.Id == id).Select(a => a.Name).SingleOrDefaultAsync(cancellationToken) is not { } name)
        {
            return Error.Forbidden("The agent of this turn was deleted, so its token no longer works.");
        }

        var thread = await FollowMerge.RunAsync(db, conversationId, cancellationToken);
        var answers = await db.Conversations.Where(c => c.Id == thread)
            .Select(c => c.AgentId ?? db.Instances.Where(i => i.Id == instanceId).Select(i => i.AgentId).FirstOrDefault())
            .FirstOrDefaultAsync(cancellationToken);
        return answers == id || thread is null ? name : Error.Forbidden("The agent of this turn no longer answers here, so its token no longer works.");
    }
}
