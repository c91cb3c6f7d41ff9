// Writes down that messages were blocked and why: on the message, in its trace, and in words that outlive the rule.
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Messages;
using Omni.Core.Traces;

namespace Omni.Core.Access;

internal static class DenyMessages
{
    /// <summary>A message that is being stored, with its trace; not saved yet.</summary>
    public static void OnArrival(OmniDbContext db, Message message, MessageTrace? trace, AccessDecision decision, DateTimeOffset now)
    {
        (message.Status, message.Error) = (MessageStatus.Blocked, decision.Reason);
        db.Add(ToBlock(message.Id, decision, now));

        if (trace is not null)
        {
            Deny(db, trace, decision, now);
        }
    }

    /// <summary>Messages that waited for a turn when the rule came, as far as they still wait. Inside the caller's transaction, with the thread locked.</summary>
    public static async Task WaitingAsync(OmniDbContext db, IReadOnlyCollection<Message> messages, AccessDecision decision, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = messages.Select(m => m.Id).ToArray();
        var waiting = await db.Messages.Where(m => ids.Contains(m.Id) && m.AwaitsTurn).Select(m => m.Id).ToListAsync(cancellationToken);
        var reason = decision.Reason;
        await db.Messages.Where(m => waiting.Contains(m.Id)).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.AwaitsTurn, false).SetProperty(x => x.Status, MessageStatus.Blocked).SetProperty(x => x.Error, reason), cancellationToken);
        db.AddRange(waiting.Select(id => ToBlock(id, decision, now)));

        foreach (var trace in await db.MessageTraces.Where(t => waiting.Contains(t.MessageId!.Value)).ToListAsync(cancellationToken))
        {
            Deny(db, trace, decision, now);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private static void Deny(OmniDbContext db, MessageTrace trace, AccessDecision decision, DateTimeOffset now)
    {
        (trace.Status, trace.ErrorMessage, trace.CompletedAt) = (TraceStatus.AccessDenied, decision.Reason, now);
        TurnTraces.AddPayload(db, trace, "access_denied", ToPayload(decision, trace.InstanceName), null, now);
    }

    private static MessageBlock ToBlock(Guid messageId, AccessDecision decision, DateTimeOffset now) => new()
    {
        MessageId = messageId,
        RuleId = decision.Rule?.Id,
        Pattern = decision.Rule?.Pattern,
        IsOfInstance = decision.Rule?.InstanceId is not null,
        Reason = decision.Rule?.Reason,
        AuthorName = decision.Rule?.AuthorName,
        RuleCreatedAt = decision.Rule?.CreatedAt,
        Mode = decision.Mode,
        At = now,
    };

    private static string ToPayload(AccessDecision decision, string instanceName) => JsonSerializer.Serialize(new
    {
        access_mode = decision.Mode.ToString().ToLowerInvariant(),
        rule_id = decision.Rule?.Id,
        instance_name = decision.Rule?.InstanceId is null ? null : instanceName,
        phone_number = decision.Rule?.Pattern,
        reason = decision.Rule?.Reason,
        expires_at = decision.Rule?.ExpiresAt,
        created_by = decision.Rule?.AuthorName,
        created_at = decision.Rule?.CreatedAt,
    });
}
