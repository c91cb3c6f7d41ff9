// Server-sent events, as a fake writes them.
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Omni.Tests.Support;

public static class FakeEvents
{
    /// <summary>Writes one event and sends it on its way; an object as JSON, a string as it is.</summary>
    public static async Task SendAsync(HttpResponse response, string? name, object data, CancellationToken cancellationToken)
    {
        if (!response.HasStarted)
        {
            response.ContentType = "text/event-stream; charset=utf-8";
        }

        var text = data as string ?? JsonSerializer.Serialize(data, FakeServer.Json);
        await response.WriteAsync($"{(name is null ? null : $"event: {name}\n")}data: {text}\n\n", cancellationToken);
        await response.Body.FlushAsync(cancellationToken);
    }

    /// <summary>Promises more than is sent: when the answer ends, what was sent has arrived and the connection closes in the middle of it. Before the first event.</summary>
    public static void BreakOffAtEnd(HttpResponse response) => response.ContentLength = 1024 * 1024;

    /// <summary>A text in pieces of one word each; together they are the text.</summary>
    public static IEnumerable<string> Pieces(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var space = text.IndexOf(' ', start);
            var end = space < 0 ? text.Length : space + 1;
            yield return text[start..end];
            start = end;
        }
    }
}
