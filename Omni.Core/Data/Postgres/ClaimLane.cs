// Claims a conversation's lane for this node, in one statement, so that two nodes never both win.
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Omni.Core.Jobs;
using Omni.Core.Tenancy;

namespace Omni.Core.Data.Postgres;

public sealed class ClaimLane(NpgsqlDataSource source, IDbContextFactory<OmniDbContext> databases, TenantContext tenant)
{
    /// <summary>
    /// True when this node has the lane until <paramref name="until"/>; also when it had it already, since within a node the lanes in memory keep order.
    /// False while a lane is still at work in a thread that went into this one: its messages are here already.
    /// </summary>
    public async Task<bool> TryAsync(Guid conversationId, LaneKind kind, Guid node, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var kindName = kind.ToString();

        // Raw SQL: LINQ has no upsert.
        return await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO lane_leases (tenant_id, conversation_id, kind, node, until)
            SELECT {db.Tenant!.Value.Value}, {conversationId}, {kindName}, {node}, {until}
            WHERE NOT EXISTS (
                SELECT FROM conversations v JOIN lane_leases l ON l.tenant_id = v.tenant_id AND l.conversation_id = v.id
                WHERE v.tenant_id = {db.Tenant!.Value.Value} AND v.merged_into_id = {conversationId} AND l.kind = {kindName} AND l.until > {now})
            ON CONFLICT (tenant_id, conversation_id, kind) DO UPDATE SET node = EXCLUDED.node, until = EXCLUDED.until
            WHERE lane_leases.until <= {now} OR lane_leases.node = {node}
            """,
            cancellationToken) == 1;
    }

    public async Task ReleaseAsync(Guid conversationId, LaneKind kind, Guid node, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatchOf(tenant.Required);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("DELETE FROM lane_leases WHERE tenant_id = $1 AND conversation_id = $2 AND kind = $3 AND node = $4")
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = tenant.Required.Value },
                new NpgsqlParameter<Guid> { TypedValue = conversationId },
                new NpgsqlParameter<string> { TypedValue = kind.ToString() },
                new NpgsqlParameter<Guid> { TypedValue = node },
            },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
