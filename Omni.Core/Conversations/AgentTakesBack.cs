// The agent has the conversation again.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Conversations;

internal static class AgentTakesBack
{
    /// <summary>Runs inside the caller's transaction and saves. False when the agent had it already. Where there is none it may answer as soon as there is one, and the team has it until then.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="conversationId">Which.</param>
    /// <param name="actor">The member who gives it back; null when nobody did.</param>
    /// <param name="detail">Why it came back by itself.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<bool> RunAsync(OmniDbContext db, Guid conversationId, string? actor, string? detail, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var hasAgent = await db.Conversations.AnyAsync(
            c => c.Id == conversationId && (c.AgentId != null || db.Instances.Any(i => i.Id == c.InstanceId && i.AgentId != null)), cancellationToken);
        var resumed = await db.Conversations.Where(c => c.Id == conversationId && !c.BotEnabled).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.BotEnabled, true)
                .SetProperty(x => x.Status, x => hasAgent && x.Status == ConversationStatus.Open ? ConversationStatus.Pending : x.Status)
                .SetProperty(x => x.HeldSince, now)
                .SetProperty(x => x.HeldBy, (string?)null),
            cancellationToken);

        if (resumed == 0)
        {
            return false;
        }

        if (hasAgent)
        {
            db.Add(new Activity { ConversationId = conversationId, Kind = ActivityKind.BotResumed, Actor = actor, Detail = detail, At = now });
            await db.SaveChangesAsync(cancellationToken);
        }

        return true;
    }
}
