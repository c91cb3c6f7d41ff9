// Finds the text in what an agent answered, however it is wrapped.
using System.Text;
using System.Text.Json;
using Omni.Core.Channels;

namespace Omni.Core.Agents.Automagik;

internal static class ReadAnswer
{
    private static readonly string[] TextNames = ["message", "text", "content", "response"];

    /// <summary>The first non-empty of message, text, content, response, then the same inside data; a JSON string, or plain text, is the text.</summary>
    public static AgentAnswer From(string body, string? mediaType)
    {
        if (string.IsNullOrWhiteSpace(body))
        {
            return new AgentAnswer.Answered("");
        }

        if (LooseJson.TryParse(Encoding.UTF8.GetBytes(body)) is not { } root)
        {
            // A page of HTML, or broken JSON, is a proxy's or a crash's doing: never the customer's business.
            return mediaType is "text/plain" && !LooksLikeMarkup(body)
                ? new AgentAnswer.Answered(body.Trim())
                : new AgentAnswer.Failed("The agent's answer cannot be read.", MayRepeat: false);
        }

        return root.ValueKind switch
        {
            JsonValueKind.String => new AgentAnswer.Answered(root.GetString()!.Trim()),
            JsonValueKind.Object => FromObject(root),
            _ => new AgentAnswer.Failed("The agent's answer cannot be read.", MayRepeat: false),
        };
    }

    private static AgentAnswer FromObject(JsonElement root)
    {
        if (root.TryGetProperty("success", out var success) && success.ValueKind is JsonValueKind.False)
        {
            return new AgentAnswer.Failed("The agent says that it failed.", MayRepeat: false);
        }

        var handsOver = AsksForPeople(root);
        var text = TextOf(root) ?? (root.TryGetProperty("data", out var data) ? TextOf(data) : null);
        return new AgentAnswer.Answered(text ?? "", handsOver);
    }

    private static string? TextOf(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.String)
        {
            return element.GetString();
        }

        if (element.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        foreach (var name in TextNames)
        {
            if (element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString()))
            {
                return value.GetString()!.Trim();
            }
        }

        return null;
    }

    private static bool AsksForPeople(JsonElement root)
        => (root.TryGetProperty("handoff", out var handoff) && handoff.ValueKind is JsonValueKind.True)
            || (root.TryGetProperty("data", out var data) && data.ValueKind is JsonValueKind.Object && data.TryGetProperty("handoff", out var inner) && inner.ValueKind is JsonValueKind.True);

    private static bool LooksLikeMarkup(string body) => body.TrimStart().StartsWith('<');
}
