// From this instant no text of the agent leaves: the agent is off here, what it had queued is cancelled, its open turn is overtaken.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Messages;
using Omni.Core.Traces;

namespace Omni.Core.Conversations;

public static class PersonTakesOver
{
    /// <summary>Runs inside the caller's transaction. Does nothing but clear unread when a person has the conversation already.</summary>
    public static async Task RunAsync(OmniDbContext db, Guid conversationId, string? actor, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var silenced = await db.Conversations.Where(c => c.Id == conversationId && c.BotEnabled && c.Status == ConversationStatus.Pending).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.BotEnabled, false).SetProperty(x => x.Status, ConversationStatus.Open), cancellationToken);

        await db.Conversations.Where(c => c.Id == conversationId).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.UnreadCount, 0).SetProperty(x => x.BotEnabled, false), cancellationToken);

        if (silenced == 0)
        {
            return;
        }

        await db.Messages.Where(m => m.ConversationId == conversationId && m.Source == MessageSource.Bot && m.Status == MessageStatus.Queued)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.Status, MessageStatus.Cancelled), cancellationToken);
        await db.Messages.Where(m => m.ConversationId == conversationId && m.AwaitsTurn)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.AwaitsTurn, false), cancellationToken);
        await db.MessageTraces.Where(t => t.ConversationId == conversationId && (t.Status == TraceStatus.WebhookReceived || t.Status == TraceStatus.Processing || t.Status == TraceStatus.AgentCalled))
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.Status, TraceStatus.Superseded).SetProperty(x => x.CompletedAt, now), cancellationToken);
        db.Add(new Activity { ConversationId = conversationId, Kind = ActivityKind.BotSilenced, Actor = actor, At = now });
    }
}
