// From this instant no text of the agent leaves: the agent is off here, what it had queued is cancelled, its open turn is overtaken.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Messages;
using Omni.Core.Traces;

namespace Omni.Core.Conversations;

public static class PersonTakesOver
{
    /// <summary>Runs inside the caller's transaction. Says so in the thread when the conversation was the agent's.</summary>
    public static async Task RunAsync(OmniDbContext db, Guid conversationId, string? actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var silenced = await db.Conversations.Where(c => c.Id == conversationId && c.BotEnabled && c.Status == ConversationStatus.Pending).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.BotEnabled, false).SetProperty(x => x.Status, ConversationStatus.Open), cancellationToken);

        await db.Conversations.Where(c => c.Id == conversationId).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.UnreadCount, 0).SetProperty(x => x.BotEnabled, false), cancellationToken);

        // Whatever the status: an agent may answer in conversations that are open too, or have handed over with its last words still queued.
        await OvertakeAsync(db, conversationId, now, cancellationToken);

        if (silenced > 0)
        {
            db.Add(new Activity { ConversationId = conversationId, Kind = ActivityKind.BotSilenced, Actor = actor, At = now });
        }
    }

    private static async Task OvertakeAsync(OmniDbContext db, Guid conversationId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var open = await db.Messages
            .Where(m => m.ConversationId == conversationId && (m.AwaitsTurn || (m.Status == MessageStatus.Queued && m.TurnId != null)))
            .Select(m => new { m.Id, m.TurnId })
            .ToListAsync(cancellationToken);

        if (open.Count == 0)
        {
            return;
        }

        var ids = open.ConvertAll(m => (Guid?)m.Id);
        var turns = open.Where(m => m.TurnId is not null).Select(m => m.TurnId).ToList();
        await db.Messages.Where(m => ids.Contains(m.Id) && m.Status == MessageStatus.Queued)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.Status, MessageStatus.Cancelled), cancellationToken);
        await db.Messages.Where(m => ids.Contains(m.Id) && m.AwaitsTurn)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.AwaitsTurn, false), cancellationToken);
        await db.MessageTraces.Where(t => (ids.Contains(t.MessageId) || turns.Contains(t.TurnId)) && t.CompletedAt == null)
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.Status, TraceStatus.Superseded).SetProperty(x => x.CompletedAt, now), cancellationToken);
    }
}
