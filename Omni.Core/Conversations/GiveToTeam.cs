// Omni itself gives a conversation to people, because the agent may not or cannot go on there.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Conversations;

internal static class GiveToTeam
{
    /// <summary>Runs inside the caller's transaction, with the conversation locked. Whoever waits there goes on waiting, now for people.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="conversationId">Where.</param>
    /// <param name="kind">What the line in the thread tells.</param>
    /// <param name="agent">The agent's name.</param>
    /// <param name="reason">Why, in words for members; it ends the traces of what nobody has answered.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task RunAsync(
        OmniDbContext db, Guid conversationId, ActivityKind kind, string? agent, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await SilenceAgent.RunAsync(db, conversationId, reason, now, cancellationToken);
        var given = await db.Conversations.Where(c => c.Id == conversationId && c.BotEnabled).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.BotEnabled, false)
                .SetProperty(x => x.Status, ConversationStatus.Open)
                .SetProperty(x => x.HeldSince, now)
                .SetProperty(x => x.HeldBy, (string?)null),
            cancellationToken);

        if (given > 0)
        {
            db.Add(new Activity { ConversationId = conversationId, Kind = kind, Actor = agent, Detail = reason, At = now });
            await db.SaveChangesAsync(cancellationToken);
        }
    }
}
