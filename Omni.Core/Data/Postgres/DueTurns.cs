// Which conversations have messages that agents are to answer now.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Jobs;

namespace Omni.Core.Data.Postgres;

internal static class DueTurns
{
    // Raw SQL, as for sends: a tenant whose agent hangs has hundreds waiting, and what they cost every two seconds is everybody's.
    public static async Task<List<DueConversation>> FindAsync(OmniDbContext db, DateTimeOffset now, int limitPerTenant, CancellationToken cancellationToken)
    {
        var kind = nameof(LaneKind.Turn);
        var rows = await db.Database.SqlQuery<DueRow>(
            $"""
            SELECT t.id AS "Tenant", t.slug AS "Slug", due.conversation_id AS "Conversation"
            FROM tenants t CROSS JOIN LATERAL (
                SELECT m.conversation_id
                FROM messages m
                LEFT JOIN lane_leases l ON l.tenant_id = t.id AND l.conversation_id = m.conversation_id AND l.kind = {kind} AND l.until > {now}
                WHERE m.tenant_id = t.id AND m.awaits_turn AND (m.next_attempt_at IS NULL OR m.next_attempt_at <= {now}) AND l.conversation_id IS NULL
                GROUP BY m.conversation_id
                ORDER BY min(m.sequence)
                LIMIT {limitPerTenant}) due
            """).ToListAsync(cancellationToken);
        return rows.ConvertAll(r => new DueConversation(new(r.Tenant), r.Slug, r.Conversation));
    }
}
