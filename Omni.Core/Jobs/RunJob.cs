// Works one job off, batch by batch, from where it stands. Whoever holds its row until the commit is the only one who works on it.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.Jobs;

public sealed partial class RunJob(
    IDbContextFactory<OmniDbContext> databases,
    IEnumerable<IJobWork> works,
    TenantContext tenant,
    Node node,
    LiveFeed feed,
    TimeProvider clock,
    ILogger<RunJob> logger)
{
    private const int MostTries = 6;

    // So many rows one by one after a batch broke, before batches have their usual size again.
    private const int CarefulBatches = 1_000;
    private const int MostToldOneByOne = 200;

    // How the next batch is to be run, after one broke.
    private int _careful;
    private string? _skipping;

    /// <summary>Returns when the job is done, cancelled, failed, another node's, or <paramref name="stopping"/> was asked for: then any node goes on with it.</summary>
    public async Task RunAsync(Guid jobId, CancellationToken stopping)
    {
        if (!await ClaimAsync(jobId, stopping))
        {
            return;
        }

        try
        {
            while (await TryBatchAsync(jobId, stopping))
            {
                stopping.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await ReleaseAsync(jobId);
        }
        catch (Exception exception) when (exception.IsDatabaseUnreachable)
        {
            // The lease runs out, and whoever reaches the database goes on.
            LogInterrupted(exception, jobId);
        }

        feed.Publish(new(tenant.Required, FeedKind.Job, jobId));
    }

    private async Task<bool> ClaimAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var claimed = await db.BackgroundJobs
            .Where(j => j.Id == jobId && (j.Status == BackgroundJobStatus.Queued || (j.Status == BackgroundJobStatus.Running && (j.LeaseUntil == null || j.LeaseUntil <= now))))
            .ExecuteUpdateAsync(
                j => j.SetProperty(x => x.Status, BackgroundJobStatus.Running)
                    .SetProperty(x => x.Node, node.Id)
                    .SetProperty(x => x.LeaseUntil, now + Node.Lease)
                    .SetProperty(x => x.StartedAt, x => x.StartedAt ?? now),
                cancellationToken) == 1;

        if (!claimed)
        {
            return false;
        }

        var job = await db.BackgroundJobs.SingleAsync(j => j.Id == jobId, cancellationToken);

        // What it only remembered went with the node that died.
        if (job.IsDryRun)
        {
            (job.Step, job.Cursor, job.Total, job.Done, job.Counts, job.Problems) = (null, null, null, 0, [], []);
            await db.SaveChangesAsync(cancellationToken);
        }

        return true;
    }

    // Answers whether there is more to do.
    private async Task<bool> TryBatchAsync(Guid jobId, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                var goesOn = await BatchAsync(jobId, cancellationToken);
                (_careful, _skipping) = (Math.Max(0, _careful - 1), null);
                return goesOn;
            }
            catch (Exception exception) when (exception.IsWorthAnotherTry && tries < MostTries)
            {
                // Somebody else was first with a person of this batch, or united them: the same batch reads their rows.
            }
            catch (Exception exception) when (exception is not OperationCanceledException && !exception.IsDatabaseUnreachable)
            {
                LogBroken(exception, jobId);

                if (_skipping is not null)
                {
                    await FailAsync(jobId, cancellationToken);
                    return false;
                }

                // First row by row, then without the row that breaks it.
                _skipping = _careful > 0 ? "It could not be stored; the log says why." : null;
                _careful = CarefulBatches;
                return true;
            }
        }
    }

    private async Task<bool> BatchAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.LockJobAsync(jobId, node.Id, cancellationToken) is not { } job)
        {
            return false;
        }

        var steps = StepsOf(job);

        // Long work puts history right, and that is no news.
        await db.KeepQuietAsync(cancellationToken);
        job.Total ??= await CountAsync(db, steps, cancellationToken);
        var step = steps.FirstOrDefault(s => s.Name == job.Step) ?? steps[0];
        var batch = new JobBatch(db, job, clock.GetUtcNow()) { Limit = _careful > 0 ? 1 : null, Skipping = _skipping };
        job.Cursor = await step.RunAsync(batch, cancellationToken);

        // What came since it was counted is done too.
        job.Total = Math.Max(job.Total.Value, job.Done);
        var next = job.Cursor is null ? steps.SkipWhile(s => s != step).Skip(1).FirstOrDefault() : step;
        job.Step = (next ?? step).Name;
        job.LeaseUntil = clock.GetUtcNow() + Node.Lease;

        if (next is null)
        {
            (job.Status, job.FinishedAt, job.Node, job.LeaseUntil) = (BackgroundJobStatus.Completed, clock.GetUtcNow(), null, null);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Tell(jobId, batch.Changed);
        return next is not null;
    }

    private static async Task<long> CountAsync(OmniDbContext db, IReadOnlyList<IJobStep> steps, CancellationToken cancellationToken)
    {
        var total = 0L;

        foreach (var step in steps)
        {
            total += await step.CountAsync(db, cancellationToken);
        }

        return total;
    }

    private async Task FailAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.BackgroundJobs.Where(j => j.Id == jobId && j.Node == node.Id && j.Status == BackgroundJobStatus.Running).ExecuteUpdateAsync(
            j => j.SetProperty(x => x.Status, BackgroundJobStatus.Failed)
                .SetProperty(x => x.Error, "It met something that it cannot get past. The log has the reason; what was done so far stays, and starting it again goes on from there.")
                .SetProperty(x => x.FinishedAt, clock.GetUtcNow())
                .SetProperty(x => x.Node, (Guid?)null)
                .SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null),
            cancellationToken);
    }

    private async Task ReleaseAsync(Guid jobId)
    {
        try
        {
            await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
            await db.BackgroundJobs.Where(j => j.Id == jobId && j.Node == node.Id)
                .ExecuteUpdateAsync(j => j.SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null), CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The lease runs out by itself.
            LogInterrupted(exception, jobId);
        }
    }

    private void Tell(Guid jobId, HashSet<Guid> conversations)
    {
        feed.Publish(new(tenant.Required, FeedKind.Job, jobId));

        if (conversations.Count > MostToldOneByOne)
        {
            feed.Publish(new(tenant.Required, FeedKind.Everything, Guid.Empty));
            return;
        }

        foreach (var id in conversations)
        {
            feed.Publish(new(tenant.Required, FeedKind.Conversation, id));
        }
    }

    private IReadOnlyList<IJobStep> StepsOf(BackgroundJob job) => works.Single(w => w.Kind == job.Kind).Steps;

    [LoggerMessage(LogLevel.Error, "A batch of job {JobId} broke")]
    private partial void LogBroken(Exception exception, Guid jobId);

    [LoggerMessage(LogLevel.Warning, "Job {JobId} was interrupted; it goes on when its lease has run out")]
    private partial void LogInterrupted(Exception exception, Guid jobId);
}
