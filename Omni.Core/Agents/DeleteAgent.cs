using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Agents;

/// <summary>Deletes an agent. Instances it answered on are left to people; conversations that chose it are their instance's again.</summary>
public sealed class DeleteAgent(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed)
{
    /// <param name="name">The agent.</param>
    /// <param name="force">True deletes it even when instances use it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<Result<Done>> RunAsync(string name, bool force, CancellationToken cancellationToken)
        // Again when somebody locked its conversations in another order at this instant.
        => TryAgain.RunAsync(() => TryAsync(name, force, cancellationToken));

    private async Task<Result<Done>> TryAsync(string name, bool force, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Agents.Where(a => a.Name == name).Select(a => (Guid?)a.Id).SingleOrDefaultAsync(cancellationToken) is not { } id)
        {
            return Error.NotFound("There is no such agent.");
        }

        var users = await db.Instances.Where(i => i.AgentId == id).OrderBy(i => i.Name).Select(i => new { i.Id, i.Name }).ToListAsync(cancellationToken);

        if (users.Count > 0 && !force)
        {
            return Error.Conflict($"The agent answers on {string.Join(", ", users.Select(u => u.Name))}. Delete it with force to leave them to people.");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var instances = users.ConvertAll(u => (Guid?)u.Id);
        var chosen = await db.Conversations.Where(c => c.AgentId == id).Select(c => c.Id).ToListAsync(cancellationToken);
        await db.Agents.Where(a => a.Id == id).ExecuteDeleteAsync(cancellationToken);
        await SettleHolders.RunAsync(db, db.Conversations.Where(c => instances.Contains(c.InstanceId) || chosen.Contains(c.Id)), cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        foreach (var user in users)
        {
            feed.Publish(new(tenant.Required, FeedKind.Instance, user.Id));
        }

        return new Done();
    }
}
