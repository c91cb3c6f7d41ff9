// What can be told to the outside, by its names on the wire.
namespace Omni.Core.WebhookSubscriptions;

public static class WebhookEvents
{
    public const string MessageCreated = "message.created";
    public const string MessageUpdated = "message.updated";
    public const string ConversationCreated = "conversation.created";
    public const string ConversationUpdated = "conversation.updated";
    public const string ContactCreated = "contact.created";
    public const string ContactUpdated = "contact.updated";

    /// <summary>A trial, asked for by a person or a program; nobody subscribes to it.</summary>
    public const string Ping = "ping";

    /// <summary>Stands for all of them.</summary>
    public const string Any = "*";

    public static IReadOnlyList<string> All { get; } = [MessageCreated, MessageUpdated, ConversationCreated, ConversationUpdated, ContactCreated, ContactUpdated];
}
