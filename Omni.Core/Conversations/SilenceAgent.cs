// From this instant no text of the agent leaves: what it had queued is cancelled, its open turn is overtaken.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Messages;
using Omni.Core.Traces;

namespace Omni.Core.Conversations;

internal static class SilenceAgent
{
    /// <summary>Runs inside the caller's transaction. Whether the agent stays silent is the conversation's business, not this one's.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="conversationId">Where.</param>
    /// <param name="failure">Why its turn failed, for the traces; null when somebody was quicker.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="keepsTools">True lets what it said by tools leave: the words with which an agent hands over.</param>
    public static async Task RunAsync(
        OmniDbContext db, Guid conversationId, string? failure, DateTimeOffset now, CancellationToken cancellationToken, bool keepsTools = false)
    {
        var open = await db.Messages
            .Where(m => m.ConversationId == conversationId
                && (m.AwaitsTurn || (m.Status == MessageStatus.Queued && (m.TurnId != null || (m.Source == MessageSource.Tool && !keepsTools)))))
            .Select(m => new { m.Id, m.TurnId })
            .ToListAsync(cancellationToken);

        if (open.Count == 0)
        {
            return;
        }

        var ids = open.ConvertAll(m => (Guid?)m.Id);
        var turns = open.Where(m => m.TurnId is not null).Select(m => m.TurnId).Distinct().ToList();
        await CancelQueued.RunAsync(db, conversationId, db.Messages.Where(m => ids.Contains(m.Id)), cancellationToken);
        await db.Messages.Where(m => ids.Contains(m.Id) && m.AwaitsTurn)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.AwaitsTurn, false), cancellationToken);
        var (status, stage) = failure is null ? (TraceStatus.Superseded, (TraceStage?)null) : (TraceStatus.Error, TraceStage.Agent);
        await db.MessageTraces.Where(t => (ids.Contains(t.MessageId) || turns.Contains(t.TurnId)) && t.CompletedAt == null).ExecuteUpdateAsync(
            t => t.SetProperty(x => x.Status, status)
                .SetProperty(x => x.ErrorStage, stage)
                .SetProperty(x => x.ErrorMessage, failure)
                .SetProperty(x => x.CompletedAt, now),
            cancellationToken);
    }
}
