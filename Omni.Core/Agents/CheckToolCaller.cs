// A turn's token ends with its agent: one that was deleted speaks to nobody any more.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Results;

namespace Omni.Core.Agents;

public sealed class CheckToolCaller(IDbContextFactory<OmniDbContext> databases)
{
    /// <param name="agentId">As it was signed; null for a token that is bound to no agent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its name, null without one; Forbidden when it was deleted.</returns>
    public async Task<Result<string?>> RunAsync(Guid? agentId, CancellationToken cancellationToken)
    {
        if (agentId is not { } id)
        {
            return (string?)null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Agents.Where(a => a.Id == id).Select(a => a.Name).SingleOrDefaultAsync(cancellationToken) is { } name
            ? name
            : Error.Forbidden("The agent of this turn was deleted, so its token no longer works.");
    }
}
