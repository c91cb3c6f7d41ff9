// Which lanes have work that is due and held by nobody living: answers of agents, sends, events for webhooks.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Jobs;

namespace Omni.Core.Data.Postgres;

// Raw SQL: with LINQ, every message was compared with others and with all leases, and a backlog of two thousand took seconds, on every node, all the time.
internal static class DueWork
{
    // Parameters of all: {0} now, {1} how many of a tenant.
    private const string Turns =
        $$"""
        SELECT '{{nameof(LaneKind.Turn)}}' AS "Kind", t.id AS "Tenant", t.slug AS "Slug", due.conversation_id AS "Subject"
        FROM tenants t CROSS JOIN LATERAL (
            SELECT m.conversation_id
            FROM messages m
            LEFT JOIN lane_leases l ON l.tenant_id = t.id AND l.conversation_id = m.conversation_id AND l.kind = '{{nameof(LaneKind.Turn)}}' AND l.until > {0}
            WHERE m.tenant_id = t.id AND m.awaits_turn AND (m.next_attempt_at IS NULL OR m.next_attempt_at <= {0}) AND l.conversation_id IS NULL
            GROUP BY m.conversation_id
            ORDER BY min(m.sequence)
            LIMIT {1}) due
        """;

    // The first message of a conversation says whether it is due: what stands behind one that pauses is not. 10 and 20 are Queued and Sending, in the words of the
    // index that serves this.
    private const string Sends =
        $$"""
        SELECT '{{nameof(LaneKind.Delivery)}}' AS "Kind", t.id AS "Tenant", t.slug AS "Slug", due.conversation_id AS "Subject"
        FROM tenants t CROSS JOIN LATERAL (
            SELECT first.conversation_id
            FROM (
                SELECT DISTINCT ON (m.conversation_id) m.conversation_id, m.sequence, m.next_attempt_at
                FROM messages m
                WHERE m.tenant_id = t.id AND m.status IN (10, 20)
                ORDER BY m.conversation_id, m.sequence) first
            LEFT JOIN lane_leases l ON l.tenant_id = t.id AND l.conversation_id = first.conversation_id AND l.kind = '{{nameof(LaneKind.Delivery)}}' AND l.until > {0}
            WHERE l.conversation_id IS NULL AND (first.next_attempt_at IS NULL OR first.next_attempt_at <= {0})
            ORDER BY first.sequence
            LIMIT {1}) due
        """;

    // A tenant has few of them, so that none hides another. Order is kept as far as a failing event allows: after its third failure it steps aside, and is tried by
    // its own time. 3 is WebhookDelivery.StepsAside, in the words of the index that serves this.
    private const string Events =
        $$"""
        SELECT '{{nameof(LaneKind.Webhook)}}' AS "Kind", t.id AS "Tenant", t.slug AS "Slug", s.id AS "Subject"
        FROM webhook_subscriptions s JOIN tenants t ON t.id = s.tenant_id
        WHERE s.is_active
            AND (
                (
                    SELECT d.next_attempt_at IS NULL OR d.next_attempt_at <= {0}
                    FROM webhook_deliveries d
                    WHERE d.tenant_id = s.tenant_id AND d.subscription_id = s.id AND d.status = 'Pending' AND d.attempts < 3
                    ORDER BY d.sequence
                    LIMIT 1)
                OR EXISTS (
                    SELECT FROM webhook_deliveries d
                    WHERE d.tenant_id = s.tenant_id AND d.subscription_id = s.id AND d.status = 'Pending' AND d.attempts >= 3 AND d.next_attempt_at <= {0}))
            AND NOT EXISTS (
                SELECT FROM lane_leases l
                WHERE l.tenant_id = s.tenant_id AND l.conversation_id = s.id AND l.kind = '{{nameof(LaneKind.Webhook)}}' AND l.until > {0})
        """;

    private const string All = $"({Turns}) UNION ALL ({Sends}) UNION ALL ({Events})";

    /// <summary>In one question, since every node asks it all the time.</summary>
    public static async Task<ILookup<LaneKind, DueConversation>> FindAsync(OmniDbContext db, DateTimeOffset now, int limitPerTenant, CancellationToken cancellationToken)
        => (await ReadAsync(db, All, now, limitPerTenant, cancellationToken)).ToLookup(r => Enum.Parse<LaneKind>(r.Kind), r => new DueConversation(new(r.Tenant), r.Slug, r.Subject));

    public static async Task<List<DueConversation>> FindEventsAsync(OmniDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
        => (await ReadAsync(db, Events, now, 0, cancellationToken)).ConvertAll(r => new DueConversation(new(r.Tenant), r.Slug, r.Subject));

    private static Task<List<Row>> ReadAsync(OmniDbContext db, string sql, DateTimeOffset now, int limitPerTenant, CancellationToken cancellationToken)
        => db.Database.SqlQueryRaw<Row>(sql, now, limitPerTenant).ToListAsync(cancellationToken);

    private sealed record Row(string Kind, Guid Tenant, string Slug, Guid Subject);
}
