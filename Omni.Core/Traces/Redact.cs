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
    private const string Hidden = "[redacted]";
    private const int LongestString = 4_000;
    private const int LongestPayload = 64_000;
    private const int MostItems = 200;
    private const int Deepest = 60;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] SecretNames =
    [
        "apikey", "api_key", "api-key", "token", "secret", "authorization", "password", "credential", "cookie", "privatekey", "private_key", "mediakey", "messagesecret", "jpegthumbnail", "base64",
    ];

    /// <summary>Answers JSON for a jsonb column; text that is not JSON becomes <c>{"text": …}</c>.</summary>
    public static string Payload(ReadOnlySpan<byte> utf8)
    {
        var node = LooseJson.TryParse(utf8) is { } element ? Clean(element, 0) : new JsonObject { ["text"] = RedactText.Of(Encoding.UTF8.GetString(utf8).Fit(LongestPayload)).Fit(LongestString) };
        var json = node?.ToJsonString(Readable) ?? "null";
        return json.Length <= LongestPayload ? json : new JsonObject { ["shortened"] = json.Fit(LongestString) }.ToJsonString(Readable);
    }

    public static string Payload(string text) => Payload(Encoding.UTF8.GetBytes(text));

    private static JsonNode? Clean(JsonElement element, int depth) => element.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array when depth >= Deepest => JsonValue.Create("[too deep]"),
        JsonValueKind.Object => CleanObject(element, depth),
        JsonValueKind.Array => new JsonArray([.. element.EnumerateArray().Take(MostItems).Select(item => Clean(item, depth + 1))]),
        JsonValueKind.String => CleanText(element.GetString()!, depth),
        JsonValueKind.Null or JsonValueKind.Undefined => null,
        JsonValueKind.Number when !IsKept(element) => JsonValue.Create(element.GetRawText().Fit(200)),
        _ => JsonValue.Create(element),
    };

    // By hand, because a name may stand twice in what others send.
    private static JsonObject CleanObject(JsonElement element, int depth)
    {
        var cleaned = new JsonObject();

        foreach (var property in element.EnumerateObject().Take(MostItems))
        {
            cleaned[RedactText.Of(property.Name.Fit(LongestString)).Fit(200)] = IsSecret(property) ? Hidden : Clean(property.Value, depth + 1);
        }

        return cleaned;
    }

    // How many tokens something cost is no secret.
    private static bool IsSecret(JsonProperty property)
        => property.Value.ValueKind is not (JsonValueKind.Null or JsonValueKind.True or JsonValueKind.False)
            && !(property.Value.ValueKind is JsonValueKind.Number && property.Name.Contains("tokens", StringComparison.OrdinalIgnoreCase))
            && Array.Exists(SecretNames, s => property.Name.Contains(s, StringComparison.OrdinalIgnoreCase));

    // PostgreSQL refuses numbers of more digits than these have.
    private static bool IsKept(JsonElement number)
        => number.GetRawText() is { Length: <= 1_000 } written && number.TryGetDouble(out var value) && double.IsFinite(value) && (value != 0 || !written.Contains('e', StringComparison.OrdinalIgnoreCase));

    private static JsonNode? CleanText(string text, int depth)
    {
        // Evolution can send what it says as base64 of JSON.
        if (RedactText.DecodedJson(text) is { } inner)
        {
            return Clean(inner, depth + 1);
        }

        if (RedactText.IsBase64(text))
        {
            return JsonValue.Create($"[base64, {text.Length} characters]");
        }

        return JsonValue.Create(text.Length <= LongestString ? RedactText.Of(text) : $"{RedactText.Of(text.Fit(200))}… ({text.Length} characters)");
    }
}
