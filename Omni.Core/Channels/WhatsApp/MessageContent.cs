// What a message says: its kind, its text, its place or cards, and what it answers, whatever it is wrapped in.
using System.Text.Json;
using Omni.Core.Messages;

namespace Omni.Core.Channels.WhatsApp;

internal sealed record MessageContent(MessageKind Kind, string? Text, string? QuotedId, string? QuotedText, MessageDetails? Details)
{
    private const int DeepestWrapping = 8;

    /// <summary>The message inside its wrappers.</summary>
    public static JsonElement Unwrap(JsonElement message)
    {
        for (var depth = 0; depth < DeepestWrapping; depth++)
        {
            var wrapper = MessageShapes.Wrappers.Select(name => message.At(name)).FirstOrDefault(found => found.IsObject());
            if (!wrapper.IsObject())
            {
                break;
            }

            message = wrapper.At("message") is { ValueKind: JsonValueKind.Object } inner ? inner : wrapper;
        }

        return message;
    }

    public static string? TextOf(JsonElement message) =>
        MessageShapes.Texts.Select(path => message.At(path).Text()).FirstOrDefault(text => text is not null);

    /// <summary>Null when there is nothing to show.</summary>
    /// <param name="item">The item around the message, where Evolution puts the context of flattened messages.</param>
    /// <param name="message">The unwrapped message.</param>
    public static MessageContent? Read(JsonElement item, JsonElement message)
    {
        var text = TextOf(message);
        if (KindOf(message, text) is not { } kind)
        {
            return null;
        }

        var context = ContextOf(item, message);
        var target = MessageKey.ReadId(message.At("reactionMessage", "key", "id")) ?? MessageKey.ReadId(message.At("pollUpdateMessage", "pollCreationMessageKey", "id"));
        return new(
            kind,
            text,
            MessageKey.ReadId(context.At("stanzaId")) ?? target ?? MessageKey.ReadId(message.At("quoted", "id")),
            TextOf(Unwrap(context.At("quotedMessage"))),
            ReadDetails.Of(message));
    }

    private static MessageKind? KindOf(JsonElement message, string? text)
    {
        if (!message.IsObject())
        {
            return null;
        }

        var parts = message.EnumerateObject().Where(part => part.Value.IsObject()).Select(part => part.Name).ToList();
        return parts.FirstOrDefault(MessageShapes.Kinds.ContainsKey) is { } known ? MessageShapes.Kinds[known]
            : text is not null ? MessageKind.Text
            : parts.Exists(part => !MessageShapes.Silent.Contains(part)) ? MessageKind.Unsupported
            : null;
    }

    private static JsonElement ContextOf(JsonElement item, JsonElement message) =>
        new[] { item, message }
            .Concat(message.IsObject() ? message.EnumerateObject().Select(part => part.Value) : [])
            .Select(holder => holder.At("contextInfo"))
            .FirstOrDefault(context => context.At("stanzaId").Text() is not null);
}
