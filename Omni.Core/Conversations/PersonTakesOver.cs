// A person has the conversation from now on, and the agent is silent in it.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Conversations;

public static class PersonTakesOver
{
    /// <summary>Runs inside the caller's transaction. Says so in the thread when the conversation was the agent's.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="conversationId">Which.</param>
    /// <param name="actor">The member who takes it; null for the team as such.</param>
    /// <param name="hasRead">Whether a person has seen what stands there; a program or a clock has not.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(OmniDbContext db, Guid conversationId, string? actor, bool hasRead, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var silenced = await db.Conversations.Where(c => c.Id == conversationId && c.BotEnabled && c.Status == ConversationStatus.Pending).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.Status, ConversationStatus.Open), cancellationToken);

        // Whoever comes first has it: a colleague who helps later takes nothing over.
        await db.Conversations.Where(c => c.Id == conversationId).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.UnreadCount, x => hasRead ? 0 : x.UnreadCount)
                .SetProperty(x => x.BotEnabled, false)
                .SetProperty(x => x.HeldSince, x => x.BotEnabled || (x.HeldBy == null && actor != null) ? now : x.HeldSince)
                .SetProperty(x => x.HeldBy, x => x.BotEnabled ? actor : x.HeldBy ?? actor),
            cancellationToken);

        // Whatever the status: an agent may answer in conversations that are open too, or have handed over with its last words still queued.
        await SilenceAgent.RunAsync(db, conversationId, failure: null, now, cancellationToken);

        if (silenced > 0)
        {
            db.Add(new Activity { ConversationId = conversationId, Kind = ActivityKind.BotSilenced, Actor = actor, At = now });
        }
    }
}
