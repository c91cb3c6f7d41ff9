// Finds what an agent wants to say in what it answered, however it is wrapped.
using System.Text;
using System.Text.Json;
using Omni.Core.Channels;

namespace Omni.Core.Agents.Answers;

internal static class ReadAnswer
{
    private static readonly string[] TextNames = ["message", "text", "content", "response"];

    /// <summary>
    /// The text is the first non-empty of message, text, content, response, then the same inside data; a JSON string, or plain text, is the
    /// text. Files, a place and the wish to hand over are read beside it and inside data.
    /// </summary>
    public static AgentAnswer From(string body, string? mediaType)
    {
        if (string.IsNullOrWhiteSpace(body))
        {
            return new AgentAnswer.Answered("");
        }

        return (LooseJson.TryParse(Encoding.UTF8.GetBytes(body)) ?? default) switch
        {
            { ValueKind: JsonValueKind.String } text => new AgentAnswer.Answered(text.GetString()!.Trim()),
            { ValueKind: JsonValueKind.Object } root => FromObject(root),
            { ValueKind: var kind } when IsPlainText(body, mediaType, isJson: kind is not (JsonValueKind.Undefined or JsonValueKind.Number)) => new AgentAnswer.Answered(body.Trim()),
            _ => Unreadable(),
        };
    }

    public static AgentAnswer.Failed Unreadable() => new("The agent's answer cannot be read.", MayRepeat: false);

    public static AgentAnswer.Failed SaidItFailed() => new("The agent says that it failed.", MayRepeat: false);

    /// <summary>An answer with this text, and with what else stands in these objects.</summary>
    public static AgentAnswer.Answered With(string text, params ReadOnlySpan<JsonElement> objects)
    {
        var contents = new ReadContents();
        var wish = default(HandOverWish);

        foreach (var element in objects)
        {
            contents.Add(element);
            wish = wish.IsThere ? wish : HandOverWish.In(element);
        }

        return new(text, wish.IsThere) { HandOverReason = wish.Reason, Contents = contents.Found, Notes = contents.Notes };
    }

    /// <summary>The text of an object, or a string itself; null when it says nothing.</summary>
    public static string? TextOf(JsonElement element)
    {
        if (element.Text() is { } text)
        {
            return text.Trim();
        }

        foreach (var name in TextNames)
        {
            if (element.At(name).Text() is { } found)
            {
                return found.Trim();
            }
        }

        return null;
    }

    private static AgentAnswer FromObject(JsonElement root)
    {
        var data = root.At("data");
        return root.At("success").ValueKind is JsonValueKind.False ? SaidItFailed() : With(TextOf(root) ?? TextOf(data) ?? "", root, data);
    }

    // A page of HTML, or broken JSON, is a proxy's or a crash's doing: never the customer's business.
    private static bool IsPlainText(string body, string? mediaType, bool isJson) => body.TrimStart() switch
    {
        ['<', ..] => false,
        _ when mediaType is "text/plain" => true,

        // Nobody said what it is: what begins like an object is one that broke off.
        ['{', ..] => false,
        _ => mediaType is null && !isJson,
    };
}
