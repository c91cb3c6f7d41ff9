// A scheduled message is not to go out after all. Of a series the rest goes with it.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Delivery.Scheduling;

public sealed class CancelScheduled(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <returns>Done, also for one that was cancelled before; Conflict for one that has gone out.</returns>
    public async Task<Result<Done>> RunAsync(Guid messageId, CancellationToken cancellationToken)
    {
        // Again when the thread went into another one at this instant.
        return await TryAgain.RunAsync(() => TryAsync(messageId, cancellationToken));
    }

    private async Task<Result<Done>> TryAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await LockScheduled.RunAsync(db, messageId, cancellationToken) is not { } locked)
        {
            return await db.Messages.AnyAsync(m => m.Id == messageId && m.Status == MessageStatus.Cancelled, cancellationToken) ? new Done() : ScheduleErrors.Gone;
        }

        // It stands where it was cancelled, and not in days to come.
        (locked.Message.Status, locked.Message.Error, locked.Message.SentAt) = (MessageStatus.Cancelled, null, clock.GetUtcNow());
        db.Remove(locked.Schedule);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Schedule, locked.Thread.Id));
        return new Done();
    }
}
