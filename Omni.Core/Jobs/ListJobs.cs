// The long work of a tenant, newest first.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Jobs;

public sealed class ListJobs(IDbContextFactory<OmniDbContext> databases)
{
    /// <param name="after">The last job of the page before; null for the first page.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<List<BackgroundJob>> RunAsync(Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        var jobs = db.BackgroundJobs.AsNoTracking();

        if (after is { } id && await jobs.SingleOrDefaultAsync(j => j.Id == id, cancellationToken) is { } last)
        {
            jobs = jobs.Where(j => EF.Functions.LessThan(ValueTuple.Create(j.CreatedAt, j.Id), ValueTuple.Create(last.CreatedAt, last.Id)));
        }

        return await jobs.OrderByDescending(j => j.CreatedAt).ThenByDescending(j => j.Id).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await db.BackgroundJobs.CountAsync(cancellationToken);
    }

    /// <summary>Null when the tenant has no such job.</summary>
    public async Task<BackgroundJob?> FindAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await db.BackgroundJobs.AsNoTracking().SingleOrDefaultAsync(j => j.Id == jobId, cancellationToken);
    }
}
