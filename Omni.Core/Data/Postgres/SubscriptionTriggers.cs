// Lets the database itself note what subscribers are to be told, in the transaction in which it happens: no writer can forget it, and nothing is told that did not happen.
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Core.WebhookSubscriptions;

namespace Omni.Core.Data.Postgres;

internal static class SubscriptionTriggers
{
    /// <summary>On, for the rest of a transaction: what it does is history, and nobody is told.</summary>
    public const string QuietSetting = "omni.quiet";

    // Row-level security holds in here too: it runs as who wrote the row. The lock lets an attempt that begins at this instant wait until the change is to be
    // seen, so that a change is left out only where an untried delivery will tell it. Subscriptions are locked too: one that is deleted at
    // this instant is waited for, and then left out, instead of failing what its tenant was doing.
    private static readonly string Function = $$"""
        CREATE OR REPLACE FUNCTION omni_tell_subscribers() RETURNS trigger LANGUAGE plpgsql AS $function$
        BEGIN
            PERFORM FROM webhook_subscriptions s WHERE s.tenant_id = NEW.tenant_id AND s.is_active LIMIT 1;
            IF NOT FOUND OR current_setting('{{QuietSetting}}', true) = 'on' THEN
                RETURN NULL;
            END IF;

            INSERT INTO webhook_deliveries (id, tenant_id, subscription_id, event, subject_id, status, attempts, created_at)
            SELECT gen_random_uuid(), NEW.tenant_id, s.id, TG_ARGV[0], NEW.id, '{{nameof(WebhookDeliveryStatus.Pending)}}', 0, clock_timestamp()
            FROM webhook_subscriptions s
            WHERE s.tenant_id = NEW.tenant_id AND s.is_active AND (cardinality(s.events) = 0 OR TG_ARGV[0] = ANY (s.events))
                AND NOT (TG_OP = 'UPDATE' AND EXISTS (
                    SELECT FROM webhook_deliveries d
                    WHERE d.tenant_id = NEW.tenant_id AND d.subject_id = NEW.id AND d.subscription_id = s.id AND d.event = TG_ARGV[0]
                        AND d.status = '{{nameof(WebhookDeliveryStatus.Pending)}}' AND d.attempts = 0
                    FOR SHARE))
            FOR KEY SHARE OF s;
            RETURN NULL;
        END
        $function$
        """;

    /// <summary>Makes the function and its triggers; repeating it changes nothing and locks nothing.</summary>
    public static async Task ApplyAsync(OmniDbContext db, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Function;
        await command.ExecuteNonQueryAsync(cancellationToken);

        StandingDefinition[] triggers =
        [
            Created<Message>(db, WebhookEvents.MessageCreated),
            Created<Conversation>(db, WebhookEvents.ConversationCreated),
            Created<Contact>(db, WebhookEvents.ContactCreated),

            // Not where it stands: a merge moves thousands of messages.
            Updated<Message>(
                db, WebhookEvents.MessageUpdated,
                nameof(Message.Status), nameof(Message.Text), nameof(Message.EditedAt), nameof(Message.DeletedAt), nameof(Message.Error), nameof(Message.ProviderMessageId)),

            // Not its last message and its counts, which every message changes; that somebody read it is told.
            Updated<Conversation>(
                db, WebhookEvents.ConversationUpdated,
                nameof(Conversation.Status), nameof(Conversation.SnoozedUntil), nameof(Conversation.AssigneeId), nameof(Conversation.BotEnabled), nameof(Conversation.AgentId), nameof(Conversation.LeadId), nameof(Conversation.CanonicalKey), nameof(Conversation.MergedIntoId),
                "OLD.unread_count > 0 AND NEW.unread_count = 0"),
            Updated<Contact>(
                db, WebhookEvents.ContactUpdated,
                nameof(Contact.Name), nameof(Contact.PhoneNumber), nameof(Contact.Email), nameof(Contact.Attributes), nameof(Contact.MergedIntoId)),
        ];
        await StandingDefinition.ApplyAsync(connection, triggers, cancellationToken);
    }

    private static StandingDefinition Created<T>(OmniDbContext db, string name) => Trigger<T>(db, "tell_created", "AFTER INSERT", "", name);

    // The condition is looked at without calling the function, so that what is not told costs nothing.
    private static StandingDefinition Updated<T>(OmniDbContext db, string name, params string[] changes)
    {
        var entity = db.Model.FindEntityType(typeof(T))!;
        var conditions = changes.Select(c => c.Contains(' ', StringComparison.Ordinal) ? $"({c})" : $"OLD.{entity.GetProperty(c).GetColumnName()} IS DISTINCT FROM NEW.{entity.GetProperty(c).GetColumnName()}");
        return Trigger<T>(db, "tell_updated", "AFTER UPDATE", $"WHEN ({string.Join(" OR ", conditions)}) ", name);
    }

    private static StandingDefinition Trigger<T>(OmniDbContext db, string trigger, string when, string condition, string name)
    {
        var table = db.Model.FindEntityType(typeof(T))!.GetTableName()!;
        return new("TRIGGER", trigger, table, $"CREATE OR REPLACE TRIGGER {trigger} {when} ON {table} FOR EACH ROW {condition}EXECUTE FUNCTION omni_tell_subscribers('{name}')");
    }
}
