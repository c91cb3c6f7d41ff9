// Ends what two machines would say to each other for ever: an agent that writes too much in one conversation is silenced there.
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Messages;

namespace Omni.Core.Conversations;

internal static class GuardLoop
{
    /// <summary>Messages of an agent in one conversation within a minute.</summary>
    public const int MostAMinute = 20;

    /// <summary>Within an hour: two slow machines stay below the other limit for ever, a person does not type for so long.</summary>
    public const int MostAnHour = 200;

    /// <summary>Runs inside the caller's transaction, with the conversation locked. True when so many more are too many: then people have the conversation, and none of them may leave.</summary>
    public static async Task<bool> StopsAsync(OmniDbContext db, Guid conversationId, int more, string? agent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (more == 0)
        {
            return false;
        }

        var (hour, minute) = (now.AddHours(-1), now.AddMinutes(-1));
        var said = await db.Messages
            .Where(m => m.ConversationId == conversationId && m.SentAt > hour && m.Direction == MessageDirection.Outbound && (m.TurnId != null || m.Source == MessageSource.Tool))
            .GroupBy(m => m.SentAt > minute)
            .Select(g => new { IsLately = g.Key, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var lately = said.Where(s => s.IsLately).Sum(s => s.Count) + more;
        var inAll = said.Sum(s => s.Count) + more;

        if (lately <= MostAMinute && inAll <= MostAnHour)
        {
            return false;
        }

        var reason = lately > MostAMinute
            ? string.Create(CultureInfo.InvariantCulture, $"It wrote more than {MostAMinute} messages within a minute, as two machines do that answer each other.")
            : string.Create(CultureInfo.InvariantCulture, $"It wrote more than {MostAnHour} messages within an hour, as two machines do that answer each other.");
        await GiveToTeam.RunAsync(db, conversationId, ActivityKind.LoopStopped, agent, reason, now, cancellationToken);
        return true;
    }
}
