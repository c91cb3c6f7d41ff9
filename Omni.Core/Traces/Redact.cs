// Makes a payload fit to be kept and shown: no keys, no tokens, no files, not endless.
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Omni.Core.Channels;
using Omni.Core.Texts;

namespace Omni.Core.Traces;

public static class Redact
{
    private const int LongestString = 4_000;
    private const int LongestPayload = 64_000;
    private const int MostItems = 200;
    private const int Deepest = 60;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] SecretNames = ["apikey", "api_key", "token", "secret", "authorization", "password", "mediakey", "messagesecret", "jpegthumbnail", "base64"];

    /// <summary>Answers JSON for a jsonb column; text that is not JSON becomes <c>{"text": …}</c>.</summary>
    public static string Payload(ReadOnlySpan<byte> utf8)
    {
        var node = LooseJson.TryParse(utf8) is { } element ? Clean(element, 0) : new JsonObject { ["text"] = Encoding.UTF8.GetString(utf8).Fit(LongestString) };
        var json = node?.ToJsonString(Readable) ?? "null";
        return json.Length <= LongestPayload ? json : new JsonObject { ["shortened"] = json.Fit(LongestString) }.ToJsonString(Readable);
    }

    public static string Payload(string text) => Payload(Encoding.UTF8.GetBytes(text));

    private static JsonNode? Clean(JsonElement element, int depth) => element.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array when depth == Deepest => JsonValue.Create("[too deep]"),
        JsonValueKind.Object => CleanObject(element, depth),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Take(MostItems).Select(item => Clean(item, depth + 1))]),
        JsonValueKind.String => Shorten(element.GetString()!),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        _ => JsonValue.Create(element),
    };

    // By hand, because a name may stand twice in what others send.
    private static JsonObject CleanObject(JsonElement element, int depth)
    {
        var cleaned = new JsonObject();

        foreach (var property in element.EnumerateObject().Take(MostItems))
        {
            cleaned[property.Name] = IsSecret(property) ? "[redacted]" : Clean(property.Value, depth + 1);
        }

        return cleaned;
    }

    private static bool IsSecret(JsonProperty property)
        => property.Value.ValueKind is not JsonValueKind.Null && Array.Exists(SecretNames, s => property.Name.Contains(s, StringComparison.OrdinalIgnoreCase));

    private static JsonValue Shorten(string text)
        => JsonValue.Create(text.Length <= LongestString ? text : $"{text.Fit(200)}… ({text.Length} characters)");
}
