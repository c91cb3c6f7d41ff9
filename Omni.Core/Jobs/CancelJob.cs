// Ends a job between two batches; what it did so far stays.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Jobs;

public sealed class CancelJob(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <returns>The cancelled job; NotFound for an unknown one, Conflict for one that has ended.</returns>
    public async Task<Result<BackgroundJob>> RunAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var cancelled = await db.BackgroundJobs
            .Where(j => j.Id == jobId && (j.Status == BackgroundJobStatus.Queued || j.Status == BackgroundJobStatus.Running))
            .ExecuteUpdateAsync(
                j => j.SetProperty(x => x.Status, BackgroundJobStatus.Cancelled)
                    .SetProperty(x => x.FinishedAt, clock.GetUtcNow())
                    .SetProperty(x => x.Node, (Guid?)null)
                    .SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null),
                cancellationToken) == 1;

        if (await db.BackgroundJobs.AsNoTracking().SingleOrDefaultAsync(j => j.Id == jobId, cancellationToken) is not { } job)
        {
            return Error.NotFound("There is no such job.");
        }

        if (cancelled)
        {
            feed.Publish(new(tenant.Required, FeedKind.Job, jobId));
        }

        // Cancelling twice is cancelling once.
        return cancelled || job.Status is BackgroundJobStatus.Cancelled ? job : Error.Conflict("This job has ended already.");
    }
}
