// Asks for long work. While one of its kind is unfinished, that one is the answer: a tenant has one at a time.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Jobs;

public sealed class StartJob(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, JobRunner runner, LiveFeed feed, TimeProvider clock)
{
    /// <param name="kind">What work.</param>
    /// <param name="isDryRun">Looks and counts, and changes nothing.</param>
    /// <param name="actor">The member who asks; null for a program.</param>
    /// <param name="cancellationToken">Ends the question, not the work.</param>
    /// <returns>The new job, or the unfinished one; Conflict when that one runs the other way, dry or not.</returns>
    public async Task<Result<BackgroundJob>> RunAsync(BackgroundJobKind kind, bool isDryRun, string? actor, CancellationToken cancellationToken)
    {
        // Again when somebody asked for the same at this instant.
        return await TryAgain.RunAsync<Result<BackgroundJob>>(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            var unfinished = await db.BackgroundJobs.AsNoTracking()
                .Where(j => j.Kind == kind && (j.Status == BackgroundJobStatus.Queued || j.Status == BackgroundJobStatus.Running))
                .SingleOrDefaultAsync(cancellationToken);

            if (unfinished is not null)
            {
                return unfinished.IsDryRun == isDryRun
                    ? unfinished
                    : Error.Conflict(unfinished.IsDryRun ? "A dry run is under way. Wait for its end, or cancel it." : "It is under way already, and not as a dry run. Wait for its end, or cancel it.");
            }

            var job = new BackgroundJob { Kind = kind, IsDryRun = isDryRun, Actor = actor, CreatedAt = clock.GetUtcNow() };
            db.Add(job);
            await db.SaveChangesAsync(cancellationToken);
            feed.Publish(new(tenant.Required, FeedKind.Job, job.Id));
            runner.Wake();
            return job;
        });
    }
}
