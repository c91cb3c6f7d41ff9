// Evolution answers errors in five shapes, and some of them with 201; this says what each means for the message.
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Omni.Core.Texts;

namespace Omni.Core.Channels.WhatsApp;

internal static class JudgeAnswer
{
    private const int LongestWords = 300;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // Evolution's words for a phone that is not linked at the moment; nothing was sent then.
    private static readonly string[] NotConnected = ["connection closed", "onwhatsapp", "not connected"];

    // response.message is a string, strings, arrays of strings, or objects; Graph errors put message at the top.
    private static readonly string[] WordsUnder = ["response", "message", "error"];

    /// <param name="text">The body, or null when it broke off.</param>
    public static SendResult Judge(HttpResponseMessage response, string? text, ChannelConnection connection)
    {
        var status = (int)response.StatusCode;
        var body = LooseJson.TryParse(Encoding.UTF8.GetBytes(text ?? string.Empty));
        var words = Shorten(string.Join("; ", Words(body ?? default, depth: 0)));
        var retryAfter = Wait(response.Headers);
        var isOffline = NotConnected.Any(sign => (text ?? string.Empty).Contains(sign, StringComparison.OrdinalIgnoreCase));
        SendResult result = status switch
        {
            >= 200 and < 300 => Accepted(response, body, words),
            < 400 => new SendResult.Refused($"The gateway address leads elsewhere (HTTP {status}). Enter the final address."),
            400 when NamesNobody(body ?? default) => new SendResult.Refused("This number is not on WhatsApp."),
            400 or >= 500 when isOffline => new SendResult.Unavailable("The instance is not connected to WhatsApp.", retryAfter),
            401 or 403 => new SendResult.Refused($"The gateway refused the key (HTTP {status})."),
            404 => new SendResult.Refused($"The gateway does not know this instance ({connection.GatewayInstance ?? connection.InstanceName})."),
            429 => new SendResult.Unavailable("The gateway asks to slow down.", retryAfter),

            // A proxy gave up waiting, while the gateway may well have gone on to send.
            504 or 524 => new SendResult.Lost($"The gateway did not answer its proxy in time (HTTP {status})."),
            >= 500 => new SendResult.Unavailable(With($"The gateway failed (HTTP {status})", words), retryAfter),
            _ => new SendResult.Refused(With($"The gateway refused the message (HTTP {status})", words)),
        };
        return result with { StatusCode = status, ResponsePayload = text };
    }

    private static SendResult Accepted(HttpResponseMessage response, JsonElement? body, string words) => body switch
    {
        { } json when MessageKey.ReadId(json.At("key", "id")) is { } id => new SendResult.Sent(id),
        { ValueKind: JsonValueKind.Object } => new SendResult.Refused(With("The gateway took the message, but WhatsApp refused it", words)),
        _ when response.Content.Headers.ContentType?.MediaType is "text/html" =>
            new SendResult.Refused("A web page answered instead of the gateway. Check the gateway address."),
        _ => new SendResult.Lost("The gateway took the message, but its answer could not be read."),
    };

    private static bool NamesNobody(JsonElement body) =>
        new[] { body.At("response", "message"), body.At("message") }
            .SelectMany(list => list.Items())
            .Any(entry => entry.At("exists").ValueKind == JsonValueKind.False);

    private static IEnumerable<string> Words(JsonElement element, int depth) => element.ValueKind switch
    {
        _ when depth > 4 => [],
        JsonValueKind.String => element.Text() is { } text ? [text] : [],
        JsonValueKind.Array => element.EnumerateArray().Take(5).SelectMany(entry => Words(entry, depth + 1)),
        JsonValueKind.Object => WordsUnder
            .Select(name => Words(element.At(name), depth + 1).ToList()).FirstOrDefault(found => found.Count > 0) ?? [],
        _ => [],
    };

    private static string With(string sentence, string words) => words.Length == 0 ? $"{sentence}." : $"{sentence}: {words}";

    private static string Shorten(string words) => words.Length <= LongestWords ? words : $"{words.Fit(LongestWords)}…";

    private static TimeSpan? Wait(HttpResponseHeaders headers)
    {
        var wait = headers.RetryAfter?.Delta ?? (headers.RetryAfter?.Date - headers.Date);
        return wait is null ? null : TimeSpan.FromTicks(Math.Clamp(wait.Value.Ticks, 0, LongestWait.Ticks));
    }
}
