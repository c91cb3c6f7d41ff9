// What members do with one message; what is refused is said.
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Inbox;

public sealed class MessageActions(RetryMessage retry, ConfirmMessage confirm, ChangeSent change, QueueMessage queue, Confirm confirmation, Toasts toasts)
{
    public async Task RetryAsync(Guid messageId) => Tell((await retry.RunAsync(messageId, CancellationToken.None)).Error);

    public async Task ConfirmAsync(Guid messageId) => Tell((await confirm.RunAsync(messageId, CancellationToken.None)).Error);

    public async Task ReactAsync(MessageRow message, string emoji, Guid? memberId, string memberName)
    {
        var content = new NewContent { Kind = MessageKind.Reaction, Text = emoji, ReplyTo = message.Id.ToString() };
        var wanted = new NewMessage
        {
            ConversationId = message.ConversationId,
            Content = content,
            Source = MessageSource.Member,
            AuthorId = memberId,
            AuthorName = memberName,
            FollowsQuoted = true,
        };
        Tell((await queue.RunAsync(wanted, CancellationToken.None)).Error);
    }

    /// <summary>One that waits or failed is taken away without a question: nobody has seen it.</summary>
    public async Task DeleteAsync(MessageRow message)
    {
        var isUnseen = message.Status is MessageStatus.Queued or MessageStatus.Failed;

        if (isUnseen || await confirmation.AskAsync("Delete this message for everyone?", "The customer sees that a message was deleted. Its text is kept for admins.", "Delete for everyone"))
        {
            Tell((await change.DeleteAsync(message.Id, CancellationToken.None)).Error);
        }
    }

    private void Tell(Error? error)
    {
        if (error is not null)
        {
            toasts.Warn(error.Message);
        }
    }
}
