using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Instances;

/// <summary>Reads the instances of the scope's tenant.</summary>
public sealed class FindInstances(IDbContextFactory<OmniDbContext> databases)
{
    public async Task<InstanceRow?> ByNameAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return (await ReadAsync(db, i => i.Name == name, 1, cancellationToken)).FirstOrDefault();
    }

    /// <summary>By name, from one name on.</summary>
    /// <param name="only">Names to choose from; null means all.</param>
    /// <param name="after">The name after which to begin; null begins at the first.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<InstanceRow>> ListAsync(IReadOnlyList<string>? only, string? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await ReadAsync(db, i => (only == null || only.Contains(i.Name)) && (after == null || i.Name.CompareTo(after) > 0), limit, cancellationToken);
    }

    public async Task<int> CountAsync(IReadOnlyList<string>? only, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await db.Instances.CountAsync(i => only == null || only.Contains(i.Name), cancellationToken);
    }

    private static async Task<List<InstanceRow>> ReadAsync(
        OmniDbContext db, Expression<Func<Instance, bool>> which, int limit, CancellationToken cancellationToken)
    {
        var rows = await db.Instances.AsNoTracking()
            .Where(which)
            .OrderBy(i => i.Name)
            .Take(limit)
            .Select(i => new { Instance = i, Agent = db.Agents.FirstOrDefault(a => a.Id == i.AgentId) })
            .ToListAsync(cancellationToken);
        return [.. rows.Select(r => new InstanceRow(r.Instance, r.Agent is not { } a
            ? null
            : new(a.Id, a.Name, a.Kind.ToString().ToLowerInvariant(), a.Url, a.Key?.Masked, a.Model ?? a.ServiceAgentId, a.TimeoutSeconds) { IsTeam = a.IsTeam, Streams = a.Streams }))];
    }
}
