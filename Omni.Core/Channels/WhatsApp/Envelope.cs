// Opens the five envelopes in which Evolution and the tools around it send one and the same thing.
using System.Text.Json;

namespace Omni.Core.Channels.WhatsApp;

/// <param name="Event">Lower case with dots only: <c>messages.upsert</c>, <c>group.participants.update</c>.</param>
/// <param name="Items">What <c>data</c> holds, one element each; a single null when it holds nothing.</param>
/// <param name="Own">The instance's own address, from <c>sender</c>: good for ignoring what we ourselves wrote or do, never for trust.</param>
internal sealed record Envelope(string Event, IReadOnlyList<JsonElement> Items, Jid? Own)
{
    private const string Message = "messages.upsert";

    /// <exception cref="JsonException">The body is not JSON.</exception>
    public static Envelope Open(WebhookRequest request)
    {
        var root = LooseJson.Parse(request.Body.Span);
        var name = root.At("event").Text() ?? request.EventSuffix?.Trim('/');
        var data = root.IsObject() && root.TryGetProperty("data", out var inner) ? Decode(inner) : root;
        var kind = Normalize(name);
        return new(kind, Spread(kind, data), Jid.Parse(root.At("sender")));
    }

    private static string Normalize(string? name) =>
        string.IsNullOrWhiteSpace(name) ? Message : name.Trim().ToLowerInvariant().Replace('-', '.').Replace('_', '.');

    private static IReadOnlyList<JsonElement> Spread(string kind, JsonElement data)
    {
        // Only there: a chat of chats.* may carry messages beside its own fields.
        var inner = kind.StartsWith("messages.", StringComparison.Ordinal) ? data.At("messages") : default;
        var list = inner.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? inner : data;
        return list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : [list];
    }

    private static JsonElement Decode(JsonElement data)
    {
        if (data.Text()?.Trim() is not { } text)
        {
            return data;
        }

        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? LooseJson.TryParse(bytes.AsSpan(0, length)) ?? default : default;
    }
}
