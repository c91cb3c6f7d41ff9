// Remembers which messages moved in a merge by hand. Raw SQL: LINQ has no INSERT … SELECT.
using Microsoft.EntityFrameworkCore;

namespace Omni.Core.Data.Postgres;

internal static class MergedMessages
{
    extension(OmniDbContext db)
    {
        /// <summary>All messages of a conversation, before they move.</summary>
        public Task<int> RememberMessagesAsync(Guid mergeId, Guid conversationId, CancellationToken cancellationToken)
            => db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO merged_messages (tenant_id, merge_id, message_id)
                SELECT tenant_id, {mergeId}, id FROM messages WHERE tenant_id = {db.Tenant!.Value.Value} AND conversation_id = {conversationId}
                """,
                cancellationToken);
    }
}
