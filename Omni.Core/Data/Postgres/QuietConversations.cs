// Which conversations are due to go back to their agents: people have answered, and nobody has written for as long as the instance says.
using Microsoft.EntityFrameworkCore;

namespace Omni.Core.Data.Postgres;

internal static class QuietConversations
{
    // Raw SQL: of every tenant so many at most, and the time is a column's.
    public static async Task<List<DueConversation>> FindAsync(OmniDbContext db, DateTimeOffset now, int limitPerTenant, CancellationToken cancellationToken)
    {
        var rows = await db.Database.SqlQuery<DueRow>(
            $"""
            SELECT t.id AS "Tenant", t.slug AS "Slug", quiet.id AS "Conversation"
            FROM tenants t CROSS JOIN LATERAL (
                SELECT c.id
                FROM instances i JOIN conversations c ON c.tenant_id = i.tenant_id AND c.instance_id = i.id
                WHERE i.tenant_id = t.id AND i.give_back_minutes IS NOT NULL AND i.is_active
                    AND c.status = 'Open' AND c.merged_into_id IS NULL AND NOT c.bot_enabled AND c.waiting_since IS NULL AND coalesce(c.agent_id, i.agent_id) IS NOT NULL
                    AND greatest(c.last_activity_at, c.held_since) <= {now} - make_interval(mins => i.give_back_minutes)
                ORDER BY c.last_activity_at
                LIMIT {limitPerTenant}) quiet
            """).ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new DueConversation(new(r.Tenant), r.Slug, r.Conversation));
    }
}

/// <summary>One row of a sweep.</summary>
internal sealed record DueRow(Guid Tenant, string Slug, Guid Conversation);
