// Stores a message of a person whose thread stands, with its trace, in one statement: nine of ten messages need no more.
// It stores nothing for anybody new, renamed or known by other addresses, nor for a message that stands already, nor where access rules have a say; the long way does.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using NpgsqlTypes;
using Omni.Core.Contacts;
using Omni.Core.Instances;
using Omni.Core.Messages;
using Omni.Core.Tenancy;
using Omni.Core.Traces;

namespace Omni.Core.Data.Postgres;

/// <summary>What is to be stored. Conversation and contact of the rows are filled in by the statement.</summary>
/// <param name="Addresses">All addresses of the sender, as contact identities hold them.</param>
/// <param name="Name">What the channel calls them, trimmed; null when it does not say.</param>
/// <param name="Message">The message as it is when the agent is on; <see cref="Message.AwaitsTurn"/> says whether one may answer it.</param>
/// <param name="HasAgent">Whether the instance has an agent.</param>
/// <param name="Trace">Its trace, likewise.</param>
/// <param name="Payload">What came in.</param>
public sealed record KnownMessage(IReadOnlyList<ChannelAddress> Addresses, string? Name, Message Message, bool HasAgent, MessageTrace Trace, TracePayload Payload)
{
    /// <summary>Whether it is to be stored only where the thread has a lead, because the sender must become one first.</summary>
    public bool NeedsLead { get; init; }
}

public sealed class StoreFromKnown(NpgsqlDataSource source, IDbContextFactory<OmniDbContext> databases, TenantContext tenant)
{
    private const int Own = 10;

    private static Statement? _statement;

    /// <summary>The conversation and whether it has an agent that is on; null when nothing was stored.</summary>
    public async Task<(Guid ConversationId, bool IsAgents)?> TryAsync(KnownMessage known, CancellationToken cancellationToken)
    {
        var statement = _statement ??= await WriteStatementAsync(cancellationToken);
        await using var batch = source.CreateBatchOf(tenant.Required);
        batch.BatchCommands.Add(statement.With(known, tenant.Required.Value));

        try
        {
            // Both commands are one transaction, since nobody began another. A gateway that hangs up does not break it off: ForgetStatements says why.
            await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
            await reader.NextResultAsync(CancellationToken.None);
            return await reader.ReadAsync(CancellationToken.None) ? (reader.GetGuid(0), reader.GetBoolean(1)) : null;
        }
        catch (PostgresException)
        {
            // Somebody else was first with this message, the thread has just gone, or the rules cannot be read: the long way finds out.
            return null;
        }
    }

    private async Task<Statement> WriteStatementAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return new(db.Model);
    }

    /// <summary>What a new message does to its conversation stands here and in Intake/TouchConversation.cs: change both.</summary>
    private sealed class Statement
    {
        private readonly InsertShape _message;
        private readonly InsertShape _trace;
        private readonly InsertShape _payload;
        private readonly string _sql;

        public Statement(IModel model)
        {
            const string Awaits = "($8 AND t.bot_enabled AND ($7 OR t.agent_id IS NOT NULL))";
            _message = new(model.FindEntityType(typeof(Message))!, Own + 1, new Dictionary<string, string>
            {
                ["tenant_id"] = "$1",
                ["conversation_id"] = "t.id",
                ["contact_id"] = "t.contact_id",
                ["lead_id"] = "t.lead_id",
                ["awaits_turn"] = Awaits,
            });
            _trace = new(model.FindEntityType(typeof(MessageTrace))!, _message.NextParameter, new Dictionary<string, string>
            {
                ["tenant_id"] = "$1",
                ["conversation_id"] = "t.id",
                ["status"] = $"CASE WHEN {Awaits} THEN '{nameof(TraceStatus.WebhookReceived)}' ELSE '{nameof(TraceStatus.Completed)}' END",
                ["completed_at"] = $"CASE WHEN NOT {Awaits} THEN $9 END",
            });
            _payload = new(model.FindEntityType(typeof(TracePayload))!, _trace.NextParameter, new Dictionary<string, string> { ["tenant_id"] = "$1" });
            var first = _payload.NextParameter;

            // The order makes the index the only cheap way to the first rule: EXISTS would read all tenants' rules where this one has none.
            _sql = $"""
                WITH known AS MATERIALIZED (
                    SELECT i.contact_id
                    FROM contact_identities i
                    JOIN contacts c ON c.id = i.contact_id
                    WHERE i.tenant_id = $1 AND i.channel = $2 AND i.kind = ($3)[1] AND i.value = ($4)[1]
                        AND (cardinality($3) = 1 OR cardinality($3) = (
                            SELECT count(*) FROM contact_identities o
                            WHERE o.tenant_id = $1 AND o.contact_id = i.contact_id AND o.channel = $2
                                AND (o.kind, o.value) IN (SELECT kind, value FROM unnest($3, $4) AS a (kind, value))))
                        AND ($5 IS NULL OR c.is_name_typed OR c.name = $5)
                        AND (c.phone_number IS NOT NULL OR NOT $6)
                        AND (
                            SELECT r.id FROM access_rules r
                            WHERE r.tenant_id = $1 AND (r.instance_id IS NULL OR r.instance_id = ${first}) AND (r.expires_at IS NULL OR r.expires_at > $9)
                            ORDER BY r.literal LIMIT 1) IS NULL
                        AND EXISTS (SELECT FROM instances n WHERE n.id = ${first} AND n.access_mode = '{nameof(AccessMode.Open)}')
                        AND NOT EXISTS (SELECT FROM messages m WHERE m.tenant_id = $1 AND m.instance_id = ${first} AND m.provider_message_id = ${first + 1})
                ), touched AS (
                    UPDATE conversations v
                    SET last_message_id = CASE WHEN v.last_message_at > ${first + 5} THEN v.last_message_id ELSE ${first + 2} END,
                        last_message_at = greatest(v.last_message_at, ${first + 5}), last_activity_at = greatest(v.last_activity_at, $9),
                        unread_count = v.unread_count + 1, waiting_since = coalesce(v.waiting_since, $9),
                        status = CASE
                            WHEN v.status NOT IN ('Resolved', 'Snoozed') THEN v.status
                            WHEN ($7 OR v.agent_id IS NOT NULL) AND v.bot_enabled THEN 'Pending'
                            ELSE 'Open' END,
                        channel = $2, instance_id = ${first}, instance_name = ${first + 3}, reply_address = ${first + 4}
                    FROM known
                    WHERE v.tenant_id = $1 AND v.contact_id = known.contact_id AND v.merged_into_id IS NULL
                        AND (v.lead_id IS NOT NULL OR NOT $10)
                    RETURNING v.id, v.contact_id, v.lead_id, v.bot_enabled, v.agent_id
                ), stored AS ({_message.Sql} FROM touched t
                ), traced AS ({_trace.Sql} FROM touched t
                ), kept AS ({_payload.Sql} FROM touched t
                )
                SELECT id, bot_enabled AND ($7 OR agent_id IS NOT NULL) FROM touched
                """;
        }

        public NpgsqlBatchCommand With(KnownMessage known, Guid tenant)
        {
            var command = new NpgsqlBatchCommand(_sql);
            Add(command, NpgsqlDbType.Uuid, tenant);
            Add(command, NpgsqlDbType.Text, known.Addresses[0].Channel.ToString());
            Add(command, NpgsqlDbType.Array | NpgsqlDbType.Text, known.Addresses.Select(a => a.Kind.ToString()).ToArray());
            Add(command, NpgsqlDbType.Array | NpgsqlDbType.Text, known.Addresses.Select(a => a.Value).ToArray());
            Add(command, NpgsqlDbType.Text, known.Name);
            Add(command, NpgsqlDbType.Boolean, known.Addresses.Any(a => a.Kind is IdentityKind.Phone));
            Add(command, NpgsqlDbType.Boolean, known.HasAgent);
            Add(command, NpgsqlDbType.Boolean, known.Message.AwaitsTurn);
            Add(command, NpgsqlDbType.TimestampTz, known.Message.CreatedAt);
            Add(command, NpgsqlDbType.Boolean, known.NeedsLead);
            _message.AddParameters(command, known.Message);
            _trace.AddParameters(command, known.Trace);
            _payload.AddParameters(command, known.Payload);
            Add(command, NpgsqlDbType.Uuid, known.Message.InstanceId);
            Add(command, NpgsqlDbType.Text, known.Message.ProviderMessageId);
            Add(command, NpgsqlDbType.Uuid, known.Message.Id);
            Add(command, NpgsqlDbType.Text, known.Message.InstanceName);
            Add(command, NpgsqlDbType.Text, known.Message.Address);
            Add(command, NpgsqlDbType.TimestampTz, known.Message.SentAt);
            return command;
        }

        private static void Add(NpgsqlBatchCommand command, NpgsqlDbType type, object? value)
            => command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
    }
}
