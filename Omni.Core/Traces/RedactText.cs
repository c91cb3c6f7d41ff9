// What may hide in a text that nobody gave a name: tokens in an address, keys in a sentence, a file as base64.
using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Omni.Core.Channels;

namespace Omni.Core.Traces;

internal static partial class RedactText
{
    // Long enough that no word, id or number of people looks like it.
    private const int ShortestBase64 = 256;
    private const int ShortestJson = 16;
    private const int LongestJson = 4 * 1024 * 1024;

    private static readonly SearchValues<string> Signs = SearchValues.Create(["=", "bearer", "omk_", "eyj", "cfdj8"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> Base64Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-\r\n");

    /// <param name="text">Of bounded length: the search takes up to its square.</param>
    public static string Of(string text) => text.AsSpan().ContainsAny(Signs) ? Secrets().Replace(text, "${name}[redacted]") : text;

    public static bool IsBase64(string text)
    {
        var data = text.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && text.IndexOf(";base64,", StringComparison.OrdinalIgnoreCase) is > 0 and < 200 and var comma
            ? text.AsSpan(comma + 8)
            : text.AsSpan();
        return (data.Length >= ShortestBase64 || data.Length < text.Length) && !data.ContainsAnyExcept(Base64Letters);
    }

    /// <summary>The object or array that a text holds as base64; null when it holds none.</summary>
    public static JsonElement? DecodedJson(string text)
    {
        // {" and [{ and [" in base64.
        if (text.Length is < ShortestJson or > LongestJson || !(text.StartsWith("eyJ", StringComparison.Ordinal) || text.StartsWith("W3si", StringComparison.Ordinal) || text.StartsWith("WyI", StringComparison.Ordinal)))
        {
            return null;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(Base64.GetMaxDecodedFromUtf8Length(text.Length));

        try
        {
            return Convert.TryFromBase64String(text, bytes, out var count) ? LooseJson.TryParse(bytes.AsSpan(0, count)) : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    // Values of parameters that are named like secrets, bearer tokens, our own keys and tokens, and web tokens.
    [GeneratedRegex(
        @"(?<name>(?:api[_-]?key|token|secret|password|pwd|signature)=)[^&\s""'<>]+|(?<name>bearer\s+)[A-Za-z0-9._~+/=-]{6,}|(?<name>omk_)[A-Za-z0-9_-]{16,}|(?<name>)\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*|(?<name>)\bCfDJ8[A-Za-z0-9_-]{16,}",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Secrets();
}
