// Makes threads say again what their messages say, after some moved. Raw SQL: LINQ has no LATERAL in an UPDATE.
using Microsoft.EntityFrameworkCore;

namespace Omni.Core.Data.Postgres;

internal static class RenewThreads
{
    extension(OmniDbContext db)
    {
        /// <summary>The unread messages of these threads: as many of the latest inbound ones as the thread counts.</summary>
        public async Task<Guid[]> UnreadMessagesAsync(IReadOnlyCollection<Guid> threads, CancellationToken cancellationToken)
        {
            var ids = threads.ToArray();
            return [.. await db.Database.SqlQuery<Guid>(
                $"""
                SELECT m.id AS "Value" FROM conversations c
                CROSS JOIN LATERAL (
                    SELECT id FROM messages
                    WHERE tenant_id = c.tenant_id AND conversation_id = c.id AND direction = 'Inbound'
                    ORDER BY sent_at DESC, sequence DESC LIMIT c.unread_count) m
                WHERE c.tenant_id = {db.Tenant!.Value.Value} AND c.id = ANY({ids})
                """).ToListAsync(cancellationToken)];
        }

        /// <summary>Last message and activity by the channel's time, without what is scheduled (9) or cancelled (90); what was unread is unread where it stands now, and whoever waits there waits on.</summary>
        /// <param name="threads">Locked.</param>
        /// <param name="unread">What was unread before anything moved.</param>
        /// <param name="cancellationToken">Ends it.</param>
        public Task<int> RenewThreadsAsync(IReadOnlyCollection<Guid> threads, Guid[] unread, CancellationToken cancellationToken)
        {
            var ids = threads.ToArray();
            return db.Database.ExecuteSqlAsync(
                $"""
                WITH moved AS (
                    SELECT conversation_id, count(*) AS unread, min(created_at) AS since FROM messages
                    WHERE id = ANY({unread}) GROUP BY conversation_id
                ), before AS (
                    SELECT c.id, coalesce(m.unread, 0) AS unread, m.since FROM conversations c LEFT JOIN moved m ON m.conversation_id = c.id
                    WHERE c.tenant_id = {db.Tenant!.Value.Value} AND c.id = ANY({ids})
                )
                UPDATE conversations c
                SET last_message_id = l.id,
                    last_message_at = l.sent_at,
                    last_activity_at = coalesce(least(l.sent_at, l.created_at), c.created_at),
                    unread_count = b.unread,
                    waiting_since = CASE WHEN l.direction = 'Inbound' THEN coalesce(c.waiting_since, b.since) END
                FROM before b
                LEFT JOIN LATERAL (
                    SELECT id, sent_at, created_at, direction FROM messages m
                    WHERE m.tenant_id = {db.Tenant!.Value.Value} AND m.conversation_id = b.id AND m.status NOT IN (9, 90)
                    ORDER BY m.sent_at DESC, m.sequence DESC LIMIT 1) l ON true
                WHERE c.id = b.id
                """,
                cancellationToken);
        }
    }
}
