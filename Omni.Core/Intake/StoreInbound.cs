// Stores what a channel told, each event in one transaction, exactly once; then tells screens and agents.
using Microsoft.Extensions.Logging;
using Npgsql;
using Omni.Core.Agents;
using Omni.Core.Channels;
using Omni.Core.Conversations;
using Omni.Core.Feed;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;
using Omni.Core.Traces;

namespace Omni.Core.Intake;

/// <param name="Stored">How many messages were newly stored.</param>
/// <param name="TraceId">The trace of the last one stored; null when none was.</param>
public sealed record StoredInbound(int Stored, Guid? TraceId);

public sealed partial class StoreInbound(
    StoreMessage messages,
    StoreChange changes,
    StoreCall calls,
    TakeReceipts receipts,
    LearnPairs pairs,
    TellActivity activity,
    TurnLanes turns,
    LiveFeed feed,
    TenantContext tenant,
    ILogger<StoreInbound> logger)
{
    /// <summary>Stores the events of one webhook. One bad event does not stop the others.</summary>
    /// <exception cref="NpgsqlException">The database cannot be reached: nothing may be acknowledged.</exception>
    public async Task<StoredInbound> RunAsync(OpenInstance instance, IReadOnlyList<InboundEvent> events, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var (stored, trace) = (0, (Guid?)null);
        Exception? failure = null;

        // Read once, however many messages came with it.
        var payload = new Lazy<string>(() => Redact.Payload(body.Span).Without(instance.Connection.WebhookToken, instance.Connection.GatewayKey));

        foreach (var inbound in events)
        {
            try
            {
                if (await StoreAsync(instance, inbound, payload, cancellationToken) is { } message)
                {
                    stored++;
                    OmniMeter.MessagesStored.Add(1);
                    trace = message.TraceId ?? trace;
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotStored(exception, instance.Instance.Id, inbound.GetType().Name);
                failure = exception;
            }
        }

        // Whatever could not be stored must be delivered again; what was stored is then a duplicate.
        return failure is null ? new(stored, trace) : throw new InboundNotStoredException(failure);
    }

    private async Task<StoredMessage?> StoreAsync(OpenInstance instance, InboundEvent inbound, Lazy<string> payload, CancellationToken cancellationToken)
    {
        switch (inbound)
        {
            case MessageReceived message:
                var stored = await messages.RunAsync(instance, message, payload, cancellationToken);

                if (stored is { IsNew: true } && !message.FromMe)
                {
                    activity.End(stored.ConversationId);
                }

                Tell(stored?.ConversationId);
                Tell(stored?.Absorbed ?? []);

                if (stored?.NewLeadOf is { } contactId)
                {
                    feed.Publish(new(tenant.Required, FeedKind.Contact, contactId));
                }

                // Who writes in a group may be known by both addresses, or be two persons until now.
                if (stored is not null && message.Participant.Count > 1)
                {
                    Tell(await pairs.RunAsync(message.Participant, instance.Instance.Name, null, cancellationToken));
                }

                if (stored is { AwaitsTurn: true })
                {
                    Wake(stored);
                }

                return stored is { IsNew: true } ? stored : null;
            case ReceiptReceived receipt:
                Tell(await receipts.RunAsync(instance.Instance.Id, receipt.ProviderMessageId, receipt.Status, receipt.Address, cancellationToken));
                return null;
            case CallReceived call:
                Tell(await calls.RunAsync(instance, call, cancellationToken));
                return null;
            case ActivitySeen seen:
                Tell(await activity.RunAsync(instance, seen, cancellationToken));
                return null;
            case ContactSeen { Addresses.Count: > 1 } known:
                Tell(await pairs.RunAsync(known.Addresses, instance.Instance.Name, known.Name, cancellationToken));
                goto default;
            default:
                var changed = await changes.RunAsync(instance, inbound, cancellationToken);
                Tell(changed.ConversationId);

                if (changed.InstanceChanged)
                {
                    feed.Publish(new(tenant.Required, FeedKind.Instance, instance.Instance.Id));
                }

                return null;
        }
    }

    private void Tell(IReadOnlyList<Guid> conversations)
    {
        foreach (var id in conversations)
        {
            Tell(id);
        }
    }

    private void Tell(Guid? conversationId)
    {
        if (conversationId is { } id)
        {
            feed.Publish(new(tenant.Required, FeedKind.Conversation, id));
        }
    }

    private void Wake(StoredMessage stored)
    {
        var due = new Data.Postgres.DueConversation(tenant.Required, tenant.RequiredSlug, stored.ConversationId);

        if (stored.Debounce > TimeSpan.Zero)
        {
            turns.WakeAfter(due, stored.Debounce);
        }
        else
        {
            turns.Wake(due);
        }
    }

    [LoggerMessage(LogLevel.Error, "A {Event} of instance {InstanceId} could not be stored")]
    private partial void LogNotStored(Exception exception, Guid instanceId, string @event);
}

/// <summary>Something of a webhook could not be stored; its sender must try again.</summary>
public sealed class InboundNotStoredException(Exception inner) : Exception("An inbound event could not be stored.", inner);
