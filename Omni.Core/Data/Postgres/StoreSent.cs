// Writes down that a message was sent, in one statement, where there is no trace to write with it. What it does stands in Delivery/RecordSend.cs too: change both.
using Npgsql;
using Omni.Core.Messages;
using Omni.Core.Tenancy;

namespace Omni.Core.Data.Postgres;

public sealed class StoreSent(NpgsqlDataSource source, TenantContext tenant)
{
    // A receipt that came before may have told more, or that the channel failed it after all.
    private const string Sql =
        """
        UPDATE messages SET
            provider_message_id = $3,
            next_attempt_at = NULL,
            status = CASE WHEN status < $4 AND (status <> $5 OR provider_message_id IS DISTINCT FROM $3) THEN $4 ELSE status END,
            error = CASE WHEN status < $4 AND (status <> $5 OR provider_message_id IS DISTINCT FROM $3) THEN NULL ELSE error END
        WHERE id = $2 AND tenant_id = $1
        """;

    public async Task RunAsync(Guid messageId, string providerMessageId, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateBatchOf(tenant.Required);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Sql)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = tenant.Required.Value },
                new NpgsqlParameter<Guid> { TypedValue = messageId },
                new NpgsqlParameter<string> { TypedValue = providerMessageId },
                new NpgsqlParameter<short> { TypedValue = (short)MessageStatus.Sent },
                new NpgsqlParameter<short> { TypedValue = (short)MessageStatus.Failed },
            },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
