// Reserves the next place in the queue of an instance that sends only so many messages a minute. Raw SQL: LINQ has no ON CONFLICT.
using Microsoft.EntityFrameworkCore;

namespace Omni.Core.Data.Postgres;

internal static class TakeSlot
{
    extension(OmniDbContext db)
    {
        /// <summary>When the caller's message may leave; the place is the caller's alone, on whatever node.</summary>
        public async Task<DateTimeOffset> TakeSlotAsync(Guid instanceId, TimeSpan interval, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var tenant = db.Tenant!.Value.Value;
            var next = await db.Database.SqlQuery<DateTimeOffset>(
                $"""
                INSERT INTO sending_paces (tenant_id, instance_id, next_at) VALUES ({tenant}, {instanceId}, {now + interval})
                ON CONFLICT (tenant_id, instance_id) DO UPDATE SET next_at = greatest(sending_paces.next_at, {now}) + {interval}
                RETURNING next_at AS "Value"
                """).ToListAsync(cancellationToken);
            return next[0] - interval;
        }
    }
}
