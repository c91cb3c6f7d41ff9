// Claims a conversation's lane for this node, in one statement, so that two nodes never both win.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Jobs;

namespace Omni.Core.Data.Postgres;

public sealed class ClaimLane(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>True when this node has the lane until <paramref name="until"/>; also when it had it already, since within a node the lanes in memory keep order.</summary>
    public async Task<bool> TryAsync(Guid conversationId, LaneKind kind, Guid node, DateTimeOffset now, DateTimeOffset until, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var kindName = kind.ToString();

        // Raw SQL: LINQ has no upsert.
        return await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO lane_leases (tenant_id, conversation_id, kind, node, until)
            VALUES ({db.Tenant!.Value.Value}, {conversationId}, {kindName}, {node}, {until})
            ON CONFLICT (tenant_id, conversation_id, kind) DO UPDATE SET node = EXCLUDED.node, until = EXCLUDED.until
            WHERE lane_leases.until <= {now} OR lane_leases.node = {node}
            """,
            cancellationToken) == 1;
    }

    public async Task ReleaseAsync(Guid conversationId, LaneKind kind, Guid node, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.LaneLeases.Where(l => l.ConversationId == conversationId && l.Kind == kind && l.Node == node).ExecuteDeleteAsync(cancellationToken);
    }
}
