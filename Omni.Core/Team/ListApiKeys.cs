using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Team;

/// <summary>The keys of the scope's tenant, oldest first.</summary>
public sealed class ListApiKeys(IDbContextFactory<OmniDbContext> databases)
{
    public async Task<IReadOnlyList<ApiKey>> RunAsync(Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);

        // Ids are made in the order of time.
        return await db.ApiKeys.AsNoTracking()
            .Where(k => after == null || k.Id > after)
            .OrderBy(k => k.Id)
            .Take(limit)
            .ToListAsync(cancellationToken);
    }

    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await db.ApiKeys.CountAsync(cancellationToken);
    }
}
