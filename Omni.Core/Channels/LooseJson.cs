// Reads JSON whose shape cannot be trusted: what is missing or of the wrong type is simply not there.
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace Omni.Core.Channels;

internal static partial class LooseJson
{
    // Deeper than any message nests; what goes deeper counts as not readable.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 1024 };

    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public static JsonElement Parse(ReadOnlySpan<byte> utf8)
    {
        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        return NeedsMending(utf8) ? JsonElement.Parse(Mend(utf8), Options) : JsonElement.Parse(utf8, Options);
    }

    public static JsonElement? TryParse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Parse(utf8);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The property, or an undefined element, which answers every question here with nothing.</summary>
    public static JsonElement At(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public static JsonElement At(this JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            element = element.At(name);
        }

        return element;
    }

    public static bool IsObject(this JsonElement element) => element.ValueKind == JsonValueKind.Object;

    public static bool IsTrue(this JsonElement element) => element.ValueKind == JsonValueKind.True || element.Text() is "true";

    /// <summary>A string that is not blank; else null.</summary>
    public static string? Text(this JsonElement element) =>
        element.ValueKind == JsonValueKind.String && element.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>The elements of an array; a single value as if it stood in one; nothing for null.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => element.EnumerateArray(),
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        _ => [element],
    };

    /// <summary>A number, as Evolution writes it: a number, a string, or a 64-bit <c>{low, high}</c> whose low half may be negative.</summary>
    public static double? Number(this JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Number when element.TryGetDouble(out var number):
                return number;
            case JsonValueKind.String when double.TryParse(element.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number):
                return number;
            case JsonValueKind.Object when element.At("low") is { ValueKind: JsonValueKind.Number } half && half.TryGetDouble(out var low):
                var high = element.At("high") is { ValueKind: JsonValueKind.Number } other && other.TryGetDouble(out var value) ? value : 0;
                return (high * 0x1_0000_0000) + (low < 0 ? low + 0x1_0000_0000 : low);
            default:
                return null;
        }
    }

    // Names cut in the middle of an emoji leave half a surrogate pair, which .NET refuses to read, and PostgreSQL stores no NUL.
    private static bool NeedsMending(ReadOnlySpan<byte> utf8) =>
        !Utf8.IsValid(utf8) || utf8.IndexOf("\\ud"u8) >= 0 || utf8.IndexOf("\\uD"u8) >= 0 || utf8.IndexOf("\\u0000"u8) >= 0;

    private static string Mend(ReadOnlySpan<byte> utf8) =>
        Escape().Replace(Encoding.UTF8.GetString(utf8), escape => escape.Groups switch
        {
            { } groups when groups["half"].Success => @"\ufffd",
            { } groups when groups["nul"].Success => string.Empty,
            _ => escape.Value,
        });

    // Escaped backslashes and whole pairs are matched too, so that they are stepped over.
    [GeneratedRegex(
        @"\\(?:\\|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|(?<nul>u0000))",
        RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
