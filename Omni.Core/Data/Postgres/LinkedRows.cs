// What linking imported rows writes beside their messages, for a whole batch at once. Raw SQL: LINQ has no UPDATE … FROM unnest.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Messages;

namespace Omni.Core.Data.Postgres;

internal static class LinkedRows
{
    extension(OmniDbContext db)
    {
        /// <summary>Locks threads in the order of their ids, as everybody does. Answers how many still stand by themselves.</summary>
        public async Task<int> LockThreadsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
        {
            var wanted = ids.ToArray();
            return (await db.Database.SqlQuery<Guid>(
                $"SELECT id AS \"Value\" FROM conversations WHERE tenant_id = {db.Tenant!.Value.Value} AND id = ANY({wanted}) AND merged_into_id IS NULL ORDER BY id FOR UPDATE")
                .ToListAsync(cancellationToken)).Count;
        }

        public Task<int> MarkLinkedAsync(IReadOnlyCollection<(long Sequence, Guid MessageId)> linked, CancellationToken cancellationToken)
        {
            var (rows, messages) = (linked.Select(l => l.Sequence).ToArray(), linked.Select(l => l.MessageId).ToArray());
            return db.Database.ExecuteSqlAsync(
                $"UPDATE imported_messages i SET message_id = l.message, problem = NULL FROM unnest({rows}, {messages}) AS l (number, message) WHERE i.sequence = l.number",
                cancellationToken);
        }

        public async Task KeepProblemsAsync(IReadOnlyCollection<(long Sequence, string Problem)> bad, CancellationToken cancellationToken)
        {
            if (bad.Count == 0)
            {
                return;
            }

            var (rows, problems) = (bad.Select(b => b.Sequence).ToArray(), bad.Select(b => b.Problem).ToArray());
            await db.Database.ExecuteSqlAsync(
                $"UPDATE imported_messages i SET problem = b.problem FROM unnest({rows}, {problems}) AS b (number, problem) WHERE i.sequence = b.number",
                cancellationToken);
        }

        /// <summary>What history does to its threads: they move by the channel's time, and only if it is the latest there. Nobody has unread messages of it.</summary>
        /// <param name="last">The last message of each thread; the threads are locked.</param>
        /// <param name="now">A clock that runs ahead must not pin a thread to the top.</param>
        /// <param name="cancellationToken">Ends it.</param>
        public Task<int> TouchThreadsAsync(IReadOnlyCollection<Message> last, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var threads = last.Select(m => m.ConversationId).ToArray();
            var messages = last.Select(m => m.Id).ToArray();
            var times = last.Select(m => (m.SentAt < now ? m.SentAt : now).ToUniversalTime()).ToArray();
            var sent = last.Select(m => m.SentAt.ToUniversalTime()).ToArray();
            var addresses = last.Select(m => m.Address).ToArray();
            return db.Database.ExecuteSqlAsync(
                $"""
                UPDATE conversations c
                SET last_message_id = CASE WHEN c.last_message_at > l.sent THEN c.last_message_id ELSE l.message END,
                    last_message_at = greatest(c.last_message_at, l.sent),
                    last_activity_at = CASE WHEN c.last_message_id IS NULL THEN l.at ELSE greatest(c.last_activity_at, l.at) END,
                    reply_address = CASE WHEN c.reply_address LIKE 'lead:%' THEN l.address ELSE c.reply_address END
                FROM unnest({threads}, {messages}, {times}, {sent}, {addresses}) AS l (thread, message, at, sent, address)
                WHERE c.id = l.thread
                """,
                cancellationToken);
        }
    }
}
