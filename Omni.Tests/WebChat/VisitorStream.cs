// Reads a visitor's stream of server-sent events, as EventSource would.
using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;

namespace Omni.Tests.WebChat;

public sealed class VisitorStream : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Channel<JsonElement> _events = Channel.CreateUnbounded<JsonElement>();
    private readonly HttpResponseMessage _response;
    private readonly Task _reading;

    public VisitorStream(HttpResponseMessage response)
    {
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        _response = response;
        _reading = ReadAsync();
    }

    public string? LastEventId { get; private set; }

    /// <summary>The next message, within ten seconds; an error when the stream ends first.</summary>
    public async Task<JsonElement> NextAsync() => await _events.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    public async Task<string?> NextTextAsync() => (await NextAsync()).GetProperty("text").GetString();

    public async Task<List<string?>> NextTextsAsync(int count)
    {
        var texts = new List<string?>();

        while (texts.Count < count)
        {
            texts.Add(await NextTextAsync());
        }

        return texts;
    }

    /// <summary>Waits until the server has ended it.</summary>
    public Task EndAsync() => _reading.WaitAsync(Patience);

    public async ValueTask DisposeAsync()
    {
        _response.Dispose();
        await _reading;
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (var item in SseParser.Create(await _response.Content.ReadAsStreamAsync()).EnumerateAsync())
            {
                LastEventId = item.EventId;
                _events.Writer.TryWrite(JsonSerializer.Deserialize<JsonElement>(item.Data));
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or ObjectDisposedException or OperationCanceledException)
        {
            // We left.
        }
        finally
        {
            _events.Writer.TryComplete();
        }
    }
}
