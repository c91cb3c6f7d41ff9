// A code to link a phone by, as qrcode.updated and the answer of /instance/connect hold it. Only a picture is shown as one.
using System.Buffers.Text;
using System.Text.Json;

namespace Omni.Core.Channels.WhatsApp;

internal static class ReadCode
{
    private const string Png = "data:image/png;base64,";
    private const int LongestPicture = 200_000;
    private const int LongestTyped = 32;

    /// <summary>The picture as a <c>data:image/png</c> address, and the same to type; null for what is missing or something else.</summary>
    public static (string? Picture, string? Typed) From(JsonElement code) => (PictureIn(code.At("base64").Text()?.Trim() ?? ""), TypedIn(code.At("pairingCode").Text()?.Trim() ?? ""));

    private static string? PictureIn(string text)
    {
        var data = text.StartsWith(Png, StringComparison.OrdinalIgnoreCase) ? text[Png.Length..] : text;
        return data.Length is > 0 and <= LongestPicture && Base64.IsValid(data) ? Png + data : null;
    }

    private static string? TypedIn(string text)
        => text.Length is > 0 and <= LongestTyped && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-') ? text : null;
}
