// Keeps pairs of addresses. Raw SQL: the same pair may come twice at once, and LINQ has no ON CONFLICT.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;

namespace Omni.Core.Data.Postgres;

internal static class KeepPairs
{
    extension(OmniDbContext db)
    {
        /// <summary>Keeps that two addresses are one person's, from either side.</summary>
        public async Task KeepPairAsync(ChannelAddress one, ChannelAddress other, CancellationToken cancellationToken)
        {
            await db.KeepSideAsync(one, other, cancellationToken);
            await db.KeepSideAsync(other, one, cancellationToken);
        }

        private Task<int> KeepSideAsync(ChannelAddress one, ChannelAddress other, CancellationToken cancellationToken)
            => db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO address_pairs (tenant_id, channel, kind, value, other_channel, other_kind, other_value)
                VALUES ({db.Tenant!.Value.Value}, {one.Channel.ToString()}, {one.Kind.ToString()}, {one.Value}, {other.Channel.ToString()}, {other.Kind.ToString()}, {other.Value})
                ON CONFLICT DO NOTHING
                """,
                cancellationToken);
    }
}
