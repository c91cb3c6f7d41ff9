// Makes a payload fit to be kept and shown: no keys, no tokens, no files, not endless.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Omni.Core.Traces;

public static class Redact
{
    private const int LongestString = 4_000;
    private const int LongestPayload = 64_000;
    private const int MostItems = 200;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly string[] SecretNames = ["apikey", "api_key", "token", "secret", "authorization", "password", "mediakey", "messagesecret", "jpegthumbnail", "base64"];

    /// <summary>Answers JSON for a jsonb column; text that is not JSON becomes <c>{"text": …}</c>.</summary>
    public static string Payload(ReadOnlySpan<byte> utf8)
    {
        JsonNode? node;

        try
        {
            node = JsonNode.Parse(utf8);
        }
        catch (JsonException)
        {
            node = new JsonObject { ["text"] = System.Text.Encoding.UTF8.GetString(utf8[..Math.Min(utf8.Length, LongestString)]) };
        }

        var json = Clean(node)?.ToJsonString(Readable) ?? "null";

        // PostgreSQL's jsonb refuses the null character.
        json = json.Replace("\\u0000", "", StringComparison.Ordinal);
        return json.Length <= LongestPayload ? json : new JsonObject { ["shortened"] = json[..LongestString] }.ToJsonString(Readable);
    }

    public static string Payload(string text) => Payload(System.Text.Encoding.UTF8.GetBytes(text));

    private static JsonNode? Clean(JsonNode? node) => node switch
    {
        JsonObject properties => new JsonObject(properties.Take(MostItems).Select(p => KeyValuePair.Create(p.Key, IsSecret(p.Key, p.Value) ? "[redacted]" : Clean(p.Value)))),
        JsonArray items => new JsonArray([.. items.Take(MostItems).Select(Clean)]),
        JsonValue value when value.TryGetValue<string>(out var text) => Shorten(text),
        null => null,
        _ => node.DeepClone(),
    };

    private static bool IsSecret(string name, JsonNode? value)
        => value is not null && Array.Exists(SecretNames, s => name.Contains(s, StringComparison.OrdinalIgnoreCase));

    private static JsonValue Shorten(string text)
        => JsonValue.Create(text.Length <= LongestString ? text : $"{text[..200]}… ({text.Length} characters)");
}
