// Whether anybody still needs the answer of a turn. The rows say so, whichever node asks.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Agents;

internal enum TurnState
{
    /// <summary>Its answer is wanted.</summary>
    Open,

    /// <summary>The customer wrote more, and its agent is to answer everything at once.</summary>
    Overtaken,

    /// <summary>Somebody else has answered, or has the conversation.</summary>
    Gone,
}

internal static class TurnStates
{
    extension(OmniDbContext db)
    {
        /// <summary>To rely on it, lock the conversation first.</summary>
        public async Task<TurnState> StateOfAsync(Turn turn, DateTimeOffset now, CancellationToken cancellationToken)
        {
            var last = turn.Last.Id;

            // By the message, not by the turn's conversation: that one may have gone into another.
            if (await db.Messages.Where(m => m.Id == last && m.AwaitsTurn).Join(db.Conversations.Where(c => c.BotEnabled), m => m.ConversationId, c => c.Id, (m, c) => (Guid?)c.Id)
                .SingleOrDefaultAsync(cancellationToken) is not { } conversationId)
            {
                return TurnState.Gone;
            }

            // Only by what the new turn could answer together with it: what came through another instance is answered there.
            return turn.MayBeOvertaken(now)
                && await db.Messages.Where(m => m.ConversationId == conversationId && m.AwaitsTurn && m.Sequence > turn.Last.Sequence).OrderBy(m => m.Sequence)
                    .Select(m => m.InstanceId).FirstOrDefaultAsync(cancellationToken) == turn.InstanceId
                ? TurnState.Overtaken
                : TurnState.Open;
        }
    }
}
