// A message as the visitor's page gets it.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Omni.Core.Messages;
using Omni.Core.Messages.Visitors;

namespace Omni.Web.WebChat;

/// <param name="Id">The message.</param>
/// <param name="Direction"><c>inbound</c> from the visitor, <c>outbound</c> from us.</param>
/// <param name="Source"><c>visitor</c>, <c>agent</c> (a machine) or <c>team</c> (people).</param>
/// <param name="Text">Plain text; absent once deleted.</param>
/// <param name="QuotedText">What it answers; absent when it answers nothing.</param>
/// <param name="Author">The name of who wrote it, if there is one.</param>
/// <param name="Status"><c>received</c> for the visitor's own; <c>sent</c> or higher for ours.</param>
/// <param name="SentAt">UTC.</param>
/// <param name="ClientId">What the visitor's page called it.</param>
/// <param name="Edited">True once its text was changed; absent else.</param>
/// <param name="Deleted">True once it was deleted; absent else.</param>
internal sealed record ChatEvent(
    Guid Id,
    string Direction,
    string Source,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? QuotedText,
    string? Author,
    string Status,
    DateTime SentAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ClientId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Edited,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Deleted)
{
    public static ChatEvent Of(VisitorMessage message)
    {
        var isOurs = message.Direction is MessageDirection.Outbound;
        return new(
            message.Id,
            isOurs ? "outbound" : "inbound",
            !isOurs ? "visitor" : message.Source is MessageSource.Bot or MessageSource.Automation or MessageSource.Tool ? "agent" : "team",
            message.Text,
            message.QuotedText,
            message.AuthorName,

            // That somebody is blocked is none of their business.
            isOurs ? message.Status.ToString().ToLowerInvariant() : "received",
            message.SentAt.UtcDateTime,
            VisitorMessageId.ClientIdOf(message.ProviderMessageId),
            message.IsEdited,
            message.IsDeleted);
    }

    public string ToJson() => JsonSerializer.Serialize(this, ChatJson.Readable.ChatEvent);
}

/// <summary>What a visitor's page posts, each part looked at by itself, so that the answer can say which one is wrong.</summary>
internal sealed record ChatPost(JsonElement ClientId, JsonElement Text, JsonElement Name);

/// <summary>The post as it is traced.</summary>
internal sealed record CleanPost(string ClientId, string Text, string? Name);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ChatEvent))]
[JsonSerializable(typeof(ChatPost))]
[JsonSerializable(typeof(CleanPost))]
internal sealed partial class ChatJson : JsonSerializerContext
{
    /// <summary>Writes Hebrew as Hebrew. For JSON that stands by itself, never inside HTML.</summary>
    public static ChatJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
