// Takes hold of a message that waits for its time: whoever fires, changes or cancels it comes through here, and one of them is first.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Messages;

namespace Omni.Core.Delivery.Scheduling;

/// <param name="Thread">As it stands, locked.</param>
/// <param name="Message">Tracked, locked.</param>
/// <param name="Schedule">Tracked.</param>
internal sealed record LockedSchedule(Conversation Thread, Message Message, MessageSchedule Schedule);

internal static class LockScheduled
{
    /// <summary>Inside the caller's transaction. Null when it waits no longer, or never was.</summary>
    public static async Task<LockedSchedule?> RunAsync(OmniDbContext db, Guid messageId, CancellationToken cancellationToken)
    {
        var waiting = await db.Messages.Where(m => m.Id == messageId && m.Status == MessageStatus.Scheduled).Select(m => (Guid?)m.ConversationId).SingleOrDefaultAsync(cancellationToken);

        // First the conversation, as everybody who writes into it.
        if (waiting is not { } conversationId
            || await db.LockThreadAsync(conversationId, cancellationToken) is not { } thread
            || await db.LockMessageAsync(messageId, cancellationToken) is not { Status: MessageStatus.Scheduled } message)
        {
            return null;
        }

        if (message.ConversationId != thread.Id)
        {
            throw new ThreadMovedException();
        }

        return new(thread, message, await db.MessageSchedules.SingleAsync(s => s.MessageId == messageId, cancellationToken));
    }
}
