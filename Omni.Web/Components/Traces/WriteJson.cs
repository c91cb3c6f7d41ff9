// JSON for people: on lines of its own, names and values told apart, texts of people in their own direction.
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Components;

namespace Omni.Web.Components.Traces;

internal static class WriteJson
{
    private const string Hidden = "[redacted]";
    private const int Indent = 2;
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string ToText(string json) => JsonSerializer.Serialize(JsonElement.Parse(json), Readable);

    /// <summary>Everything that came from outside is encoded.</summary>
    public static MarkupString ToMarkup(string json)
    {
        var html = new StringBuilder();
        Write(html, JsonElement.Parse(json), 0);
        return new(html.ToString());
    }

    private static void Write(StringBuilder html, JsonElement element, int depth)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteList(html, element.EnumerateObject().ToList(), '{', '}', depth, p =>
                {
                    Span(html, "n", Quote(p.Name));
                    html.Append(": ");
                    Write(html, p.Value, depth + 1);
                });
                break;
            case JsonValueKind.Array:
                WriteList(html, element.EnumerateArray().ToList(), '[', ']', depth, item => Write(html, item, depth + 1));
                break;
            case JsonValueKind.String:
                Span(html, element.GetString() == Hidden ? "h" : "s", Quote(element.GetString()!));
                break;
            default:
                Span(html, "v", element.GetRawText());
                break;
        }
    }

    private static void WriteList<T>(StringBuilder html, List<T> items, char open, char close, int depth, Action<T> write)
    {
        html.Append(open);

        for (var i = 0; i < items.Count; i++)
        {
            html.Append(i == 0 ? "\n" : ",\n").Append(' ', (depth + 1) * Indent);
            write(items[i]);
        }

        if (items.Count > 0)
        {
            html.Append('\n').Append(' ', depth * Indent);
        }

        html.Append(close);
    }

    // Each text is isolated, so that Hebrew inside does not turn the line around.
    private static void Span(StringBuilder html, string look, string text)
        => html.Append(CultureInfo.InvariantCulture, $"<bdi class=\"{look}\">{WebUtility.HtmlEncode(text)}</bdi>");

    private static string Quote(string text) => JsonSerializer.Serialize(text, Readable);
}
