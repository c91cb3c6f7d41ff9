// A text as the thread shows it between being typed and being stored.
using Omni.Core.Messages;

namespace Omni.Web.Components.Inbox;

internal static class TypedMessage
{
    public static MessageRow Of(Guid conversationId, string text, string clientKey, Guid? authorId, string authorName, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(),
        Sequence = long.MaxValue,
        ConversationId = conversationId,
        InstanceName = "",
        Direction = MessageDirection.Outbound,
        Source = MessageSource.Member,
        Kind = MessageKind.Text,
        Text = text,
        Status = MessageStatus.Queued,
        AuthorId = authorId,
        AuthorName = authorName,
        SentAt = now,
        CreatedAt = now,
        ClientKey = clientKey,
    };
}
