// Takes a conversation's lane, or keeps it, and marks its message as being sent, and its turn's traces with it, in one statement: whoever lost the lane sends nothing more.
using Npgsql;
using Omni.Core.Jobs;
using Omni.Core.Messages;
using Omni.Core.Tenancy;
using Omni.Core.Traces;

namespace Omni.Core.Data.Postgres;

public enum MarkedSending
{
    /// <summary>It is ours to send, now.</summary>
    Marked,

    /// <summary>It is not as it was read; look again.</summary>
    Changed,

    /// <summary>Another node has the lane, or a lane is still at work in a thread that went into this one.</summary>
    LaneTaken,
}

public sealed class MarkSending(NpgsqlDataSource source, TenantContext tenant)
{
    // Who claims a lane by itself does it by ClaimLane: change both.
    private const string Sql =
        """
        WITH lane AS (
            INSERT INTO lane_leases (tenant_id, conversation_id, kind, node, until)
            SELECT $1, $2, $3, $4, $6
            WHERE NOT EXISTS (
                SELECT FROM conversations v JOIN lane_leases l ON l.tenant_id = v.tenant_id AND l.conversation_id = v.id
                WHERE v.tenant_id = $1 AND v.merged_into_id = $2 AND l.kind = $3 AND l.until > $5)
            ON CONFLICT (tenant_id, conversation_id, kind) DO UPDATE SET node = EXCLUDED.node, until = EXCLUDED.until
            WHERE lane_leases.until <= $5 OR lane_leases.node = $4
            RETURNING node
        ), marked AS (
            UPDATE messages m SET status = $10, attempts = m.attempts + 1, has_slot = false
            FROM lane
            WHERE m.id = $7 AND m.tenant_id = $1 AND m.conversation_id = $2 AND m.status = $8 AND m.attempts = $9
            RETURNING m.id, m.turn_id
        ), traced AS (
            UPDATE message_traces t SET status = $11, sending_at = coalesce(t.sending_at, $5)
            FROM marked
            WHERE t.tenant_id = $1 AND t.turn_id = marked.turn_id AND t.status = $12
        )
        SELECT EXISTS (SELECT FROM lane), EXISTS (SELECT FROM marked)
        """;

    public async Task<MarkedSending> RunAsync(Message message, Guid node, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatchOf(tenant.Required);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Sql)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = tenant.Required.Value },
                new NpgsqlParameter<Guid> { TypedValue = message.ConversationId },
                new NpgsqlParameter<string> { TypedValue = nameof(LaneKind.Delivery) },
                new NpgsqlParameter<Guid> { TypedValue = node },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = now },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = until },
                new NpgsqlParameter<Guid> { TypedValue = message.Id },
                new NpgsqlParameter<short> { TypedValue = (short)message.Status },
                new NpgsqlParameter<int> { TypedValue = message.Attempts },
                new NpgsqlParameter<short> { TypedValue = (short)MessageStatus.Sending },
                new NpgsqlParameter<string> { TypedValue = nameof(TraceStatus.Sending) },
                new NpgsqlParameter<string> { TypedValue = nameof(TraceStatus.Formatted) },
            },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return !reader.GetBoolean(0) ? MarkedSending.LaneTaken : reader.GetBoolean(1) ? MarkedSending.Marked : MarkedSending.Changed;
    }
}
