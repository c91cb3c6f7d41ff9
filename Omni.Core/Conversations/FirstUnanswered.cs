// Since when a customer waits: since the first message that nothing has answered. What failed, a reaction and what was blocked answer nothing and ask nothing.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Messages;

namespace Omni.Core.Conversations;

internal static class FirstUnanswered
{
    /// <param name="said">What was said in one thread, or a part of it.</param>
    /// <returns>When it was written, or came if the channel's clock runs ahead; null when all is answered.</returns>
    public static async Task<DateTimeOffset?> FindAsync(IQueryable<Message> said, CancellationToken cancellationToken)
    {
        var answered = await said.Where(m => m.Direction == MessageDirection.Outbound && m.Status != MessageStatus.Failed && m.Kind != MessageKind.Reaction)
            .OrderByDescending(m => m.SentAt).ThenByDescending(m => m.Sequence).Select(m => new { m.SentAt, m.Sequence }).FirstOrDefaultAsync(cancellationToken);
        var asked = said.Where(m => m.Direction == MessageDirection.Inbound && m.Status != MessageStatus.Blocked);
        return await (answered is null ? asked : asked.Where(m => m.SentAt > answered.SentAt || (m.SentAt == answered.SentAt && m.Sequence > answered.Sequence)))
            .OrderBy(m => m.SentAt).ThenBy(m => m.Sequence).Select(m => (DateTimeOffset?)(m.SentAt < m.CreatedAt ? m.SentAt : m.CreatedAt)).FirstOrDefaultAsync(cancellationToken);
    }
}
