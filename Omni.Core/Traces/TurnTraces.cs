// Writes the stages of a turn and of its sends into the traces of the messages it answers. Works inside the caller's transaction.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Data;
using Omni.Core.Messages;

namespace Omni.Core.Traces;

public static class TurnTraces
{
    /// <summary>The traces of one turn, oldest first; the payloads go to the last one.</summary>
    public static Task<List<MessageTrace>> OfTurnAsync(OmniDbContext db, Guid turnId, CancellationToken cancellationToken)
        => db.MessageTraces.Where(t => t.TurnId == turnId).OrderBy(t => t.ReceivedAt).ThenBy(t => t.Id).ToListAsync(cancellationToken);

    /// <summary>The trace of a turn that payloads go to; null when it is gone.</summary>
    public static Task<Guid?> LastOfTurnAsync(OmniDbContext db, Guid turnId, CancellationToken cancellationToken)
        => db.MessageTraces.Where(t => t.TurnId == turnId).OrderByDescending(t => t.ReceivedAt).ThenByDescending(t => t.Id).Select(t => (Guid?)t.Id).FirstOrDefaultAsync(cancellationToken);

    public static void AddPayload(OmniDbContext db, MessageTrace trace, string stage, string? payload, int? statusCode, DateTimeOffset now)
        => AddPayload(db, trace.Id, stage, payload, statusCode, now);

    public static void AddPayload(OmniDbContext db, Guid traceId, string stage, string? payload, int? statusCode, DateTimeOffset now)
    {
        if (payload is not null)
        {
            db.Add(new TracePayload { TraceId = traceId, Stage = stage, StatusCode = statusCode, Payload = Redact.Payload(payload), At = now });
        }
    }

    /// <summary>A send of which nobody knew was sent after all.</summary>
    public static Task HealAsync(OmniDbContext db, Guid turnId, DateTimeOffset now, CancellationToken cancellationToken)
        => db.MessageTraces.Where(t => t.TurnId == turnId && t.ErrorStage == TraceStage.Channel).ExecuteUpdateAsync(
            t => t.SetProperty(x => x.Status, TraceStatus.Completed)
                .SetProperty(x => x.ErrorStage, (TraceStage?)null)
                .SetProperty(x => x.ErrorMessage, (string?)null)
                .SetProperty(x => x.ChannelSucceeded, true)
                .SetProperty(x => x.CompletedAt, now),
            cancellationToken);

    public static async Task RecordSendAsync(OmniDbContext db, Message message, SendResult result, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (message.TurnId is not { } turnId)
        {
            return;
        }

        var traces = await OfTurnAsync(db, turnId, cancellationToken);

        // An answer that was cut into several has left when its last piece has.
        var goesOn = message.Status is >= MessageStatus.Sent and < MessageStatus.Cancelled && await db.Messages.AnyAsync(
            m => m.ConversationId == message.ConversationId && m.TurnId == turnId && m.Id != message.Id && (m.Status == MessageStatus.Queued || m.Status == MessageStatus.Sending),
            cancellationToken);

        foreach (var trace in traces.Where(t => t.Status is not TraceStatus.Error))
        {
            trace.SendingAt ??= result.AskedAt;

            switch (result)
            {
                // A piece of an answer that still grows, or that was overtaken since: how it ends is the turn's to say.
                case SendResult.Sent or SendResult.Unavailable when trace.AgentAnsweredAt is null || trace.Status is TraceStatus.Superseded:
                    trace.ChannelSucceeded = message.Status is >= MessageStatus.Sent and < MessageStatus.Cancelled ? true : trace.ChannelSucceeded;
                    break;
                case var _ when goesOn:
                    (trace.Status, trace.ChannelSucceeded) = (TraceStatus.Sending, true);
                    break;

                // The echo may have told so before a worse answer came.
                case var _ when message.Status is >= MessageStatus.Sent and < MessageStatus.Cancelled:
                    (trace.Status, trace.ChannelSucceeded, trace.CompletedAt) = (TraceStatus.Completed, true, now);
                    break;
                case SendResult.Refused or SendResult.Lost:
                case SendResult.Unavailable when message.Status is MessageStatus.Failed:
                    trace.Fail(TraceStage.Channel, message.Error ?? "The message could not be sent.", now);
                    trace.ChannelSucceeded = false;
                    break;
                default:
                    trace.Status = TraceStatus.Sending;
                    break;
            }
        }

        if (traces.LastOrDefault() is { } last)
        {
            AddPayload(db, last, "channel_request", result.RequestPayload, null, result.AskedAt ?? now);
            AddPayload(db, last, "channel_response", result.ResponsePayload, result.StatusCode, now);
        }
    }
}
