// What was said in a turn's thread before the turn, for agents that remember nothing themselves.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Messages;
using Omni.Core.Texts;

namespace Omni.Core.Agents;

internal sealed class ReadHistory(IDbContextFactory<OmniDbContext> databases)
{
    public const int MostMessages = 100;
    private const int LongestMessage = 4_000;
    private const int LongestHistory = 32_000;

    /// <summary>The last messages before the turn's, oldest first; what did not reach the other side, what was blocked and what was taken back is left out.</summary>
    public async Task<IReadOnlyList<SaidBefore>> RunAsync(Turn turn, int most, CancellationToken cancellationToken)
    {
        if (most <= 0)
        {
            return [];
        }

        var asked = turn.Messages.Select(m => m.Id).ToArray();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var messages = await db.Messages.AsNoTracking().Said()
            .Where(m => m.ConversationId == turn.ConversationId && !m.AwaitsTurn && !asked.Contains(m.Id) && m.DeletedAt == null)
            .Where(m => m.Status != MessageStatus.Blocked && m.Status != MessageStatus.Failed && m.Kind != MessageKind.Reaction)
            .OrderByDescending(m => m.SentAt).ThenByDescending(m => m.Sequence)
            .Take(Math.Min(most, MostMessages))
            .ToListAsync(cancellationToken);
        var said = new List<SaidBefore>();
        var length = 0;

        foreach (var message in messages)
        {
            var text = message.Say(turn.IsGroup).Fit(LongestMessage);
            length += text.Length;

            if (length > LongestHistory)
            {
                break;
            }

            said.Add(new(message.Direction is MessageDirection.Inbound, text));
        }

        said.Reverse();
        return said;
    }
}
