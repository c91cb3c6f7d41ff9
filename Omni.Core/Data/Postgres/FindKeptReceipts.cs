// Whether receipts came before their message, in one short trip: every send asks, and hardly one has any.
using Npgsql;
using Omni.Core.Tenancy;

namespace Omni.Core.Data.Postgres;

public sealed class FindKeptReceipts(NpgsqlDataSource source, TenantContext tenant)
{
    public async Task<bool> RunAsync(Guid instanceId, string providerMessageId, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatchOf(tenant.Required);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT FROM early_receipts WHERE tenant_id = $1 AND instance_id = $2 AND provider_message_id = $3 LIMIT 1")
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = tenant.Required.Value },
                new NpgsqlParameter<Guid> { TypedValue = instanceId },
                new NpgsqlParameter<string> { TypedValue = providerMessageId },
            },
        });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken);
    }
}
