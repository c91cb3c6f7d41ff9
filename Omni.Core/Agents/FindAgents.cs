using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Agents;

/// <summary>Reads the agents of the scope's tenant.</summary>
public sealed class FindAgents(IDbContextFactory<OmniDbContext> databases)
{
    public async Task<AgentRow?> ByNameAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Rows(db, db.Agents.Where(a => a.Name == name)).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>By name, from one name on.</summary>
    public async Task<IReadOnlyList<AgentRow>> ListAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Rows(db, db.Agents.Where(a => after == null || a.Name.CompareTo(after) > 0).OrderBy(a => a.Name).Take(limit)).ToListAsync(cancellationToken);
    }

    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await db.Agents.CountAsync(cancellationToken);
    }

    private static IQueryable<AgentRow> Rows(OmniDbContext db, IQueryable<Agent> agents)
        => agents.AsNoTracking().Select(a => new AgentRow(a, db.Instances.Where(i => i.AgentId == a.Id).OrderBy(i => i.Name).Select(i => i.Name).ToList())
        {
            Conversations = db.Conversations.Count(c => c.AgentId == a.Id && c.MergedIntoId == null),
        });
}

/// <summary>An agent, and the names of the instances it answers on.</summary>
public sealed record AgentRow(Agent Agent, IReadOnlyList<string> Instances)
{
    /// <summary>How many conversations chose it for themselves.</summary>
    public int Conversations { get; init; }
}
