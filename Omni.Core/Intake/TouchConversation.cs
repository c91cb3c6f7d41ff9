// What a new message does to its conversation, in one statement, so that messages at once do not lose each other's counts.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Instances;
using Omni.Core.Messages;

namespace Omni.Core.Intake;

internal static class TouchConversation
{
    public static async Task RunAsync(
        OmniDbContext db, FoundThread thread, Instance instance, MessageReceived received, Message message, bool hasAgent, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var conversation = db.Conversations.Where(c => c.Id == thread.ConversationId);

        // The thread moves by the channel's time, but a clock that runs ahead must not pin it to the top.
        var at = received.SentAt < now ? received.SentAt : now;
        var activity = received.IsHistory ? at : now;

        // The row lock comes first, whatever follows: a merge at this instant waits for us, or has been before us.
        if (await db.LockConversationAsync(thread.ConversationId, cancellationToken) is not { MergedIntoId: null } row || row.ContactId != thread.ContactId)
        {
            throw new ThreadMovedException();
        }

        // The list previews what stands last in the thread, by the channel's time, then arrival: a late message does not take its place.
        var isLast = !(row.LastMessageAt > message.SentAt);
        var (last, lastAt) = isLast ? (message.Id, message.SentAt) : (row.LastMessageId, row.LastMessageAt);

        if (received.IsHistory)
        {
            var moved = row.LastMessageId is null || row.LastActivityAt < activity ? activity : row.LastActivityAt;
            await conversation.ExecuteUpdateAsync(
                c => c.SetProperty(x => x.LastMessageId, last).SetProperty(x => x.LastMessageAt, lastAt).SetProperty(x => x.LastActivityAt, moved), cancellationToken);
            return;
        }

        // Who is blocked calls nobody: the thread is neither raised nor unread, and one that begins so waits for nobody.
        if (message.Status is MessageStatus.Blocked)
        {
            var status = row.LastMessageId is null ? ConversationStatus.Resolved : row.Status;
            await conversation.ExecuteUpdateAsync(
                c => c.SetProperty(x => x.LastMessageId, last).SetProperty(x => x.LastMessageAt, lastAt).SetProperty(x => x.Status, status), cancellationToken);
            return;
        }

        if (received.FromMe)
        {
            await PersonTakesOver.RunAsync(db, thread.ConversationId, null, hasRead: true, now, cancellationToken);

            // What we wrote before the customer last wrote answers nothing.
            await conversation.ExecuteUpdateAsync(
                c => c.SetProperty(x => x.LastMessageId, last)
                    .SetProperty(x => x.LastMessageAt, lastAt)
                    .SetProperty(x => x.LastActivityAt, now)
                    .SetProperty(x => x.WaitingSince, x => isLast ? null : x.WaitingSince),
                cancellationToken);
            return;
        }

        // What was put off comes back to whoever had it; what was done begins anew.
        var reopened = hasAgent && thread.BotEnabled ? ConversationStatus.Pending : ConversationStatus.Open;
        await conversation.ExecuteUpdateAsync(
            c => c.SetProperty(x => x.LastMessageId, last)
                .SetProperty(x => x.LastMessageAt, lastAt)
                .SetProperty(x => x.LastActivityAt, x => x.LastActivityAt > now ? x.LastActivityAt : now)
                .SetProperty(x => x.UnreadCount, x => x.UnreadCount + 1)
                .SetProperty(x => x.WaitingSince, x => x.WaitingSince ?? now)
                .SetProperty(x => x.Status, x => x.Status == ConversationStatus.Resolved || x.Status == ConversationStatus.Snoozed ? reopened : x.Status)
                .SetProperty(x => x.Channel, received.Addresses[0].Channel)
                .SetProperty(x => x.InstanceId, instance.Id)
                .SetProperty(x => x.InstanceName, instance.Name)
                .SetProperty(x => x.ReplyAddress, received.ReplyAddress),
            cancellationToken);
    }
}
