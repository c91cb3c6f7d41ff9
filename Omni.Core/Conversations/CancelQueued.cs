// Takes back what has not left yet; the list then previews what stands last without it.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Messages;

namespace Omni.Core.Conversations;

internal static class CancelQueued
{
    /// <summary>Runs inside the caller's transaction, with the conversation locked. What is being sent at this moment is sent.</summary>
    public static async Task RunAsync(OmniDbContext db, Guid conversationId, IQueryable<Message> messages, CancellationToken cancellationToken)
    {
        var cancelled = await messages.Where(m => m.Status == MessageStatus.Queued).ExecuteUpdateAsync(m => m.SetProperty(x => x.Status, MessageStatus.Cancelled), cancellationToken);

        if (cancelled > 0
            && await db.Messages.Said().Where(m => m.ConversationId == conversationId).OrderByDescending(m => m.SentAt).ThenByDescending(m => m.Sequence)
                .Select(m => new { m.Id, m.SentAt }).FirstOrDefaultAsync(cancellationToken) is { } last)
        {
            await db.Conversations.Where(c => c.Id == conversationId).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.LastMessageId, last.Id).SetProperty(x => x.LastMessageAt, last.SentAt), cancellationToken);
        }
    }
}
