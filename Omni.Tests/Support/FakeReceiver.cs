// Somebody who subscribed to events: keeps what it is told, and answers as it likes.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Omni.Tests.Support;

internal sealed class FakeReceiver : IAsyncDisposable
{
    private readonly CallLog<ReceivedEvent> _calls = new();
    private FakeServer _server = null!;

    private FakeReceiver()
    {
    }

    public string Url => $"{_server.Url}/hook";

    public IReadOnlyList<ReceivedEvent> Calls => _calls.All;

    /// <summary>The status of the answer; called after the call was kept, from many threads at once.</summary>
    public Func<ReceivedEvent, CancellationToken, Task<int>> Answer { get; set; } = (_, _) => Task.FromResult(200);

    public static async Task<FakeReceiver> StartAsync()
    {
        var receiver = new FakeReceiver();
        receiver._server = await FakeServer.StartAsync(receiver.AnswerAsync);
        return receiver;
    }

    /// <summary>Waits twenty seconds unless told otherwise.</summary>
    public Task<IReadOnlyList<ReceivedEvent>> WaitAsync(int count, Func<ReceivedEvent, bool>? counts = null, TimeSpan? timeout = null)
        => _calls.WaitAsync(counts ?? (_ => true), count, timeout ?? TimeSpan.FromSeconds(60));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (body, text) = await FakeServer.ReadAsync(context.Request, cancellationToken);
        var call = new ReceivedEvent(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase), body, text);
        _calls.Add(call);
        await FakeServer.WriteAsync(context.Response, await Answer(call, cancellationToken), new { said = "noted" }, cancellationToken);
    }
}

/// <summary>One delivery as it came.</summary>
internal sealed record ReceivedEvent(IReadOnlyDictionary<string, string> Headers, JsonElement Body, string Text)
{
    public string Name => Headers["X-Omni-Event"];

    public Guid Delivery => Guid.Parse(Headers["X-Omni-Delivery"]);

    public JsonElement Data => Body.GetProperty("data");

    public Guid Subject => Data.GetProperty("id").GetGuid();

    /// <summary>The text of the message that it is about.</summary>
    public string? Said => Data.TryGetProperty("text", out var text) ? text.GetString() : null;

    /// <summary>As a receiver would check it that reads the documentation and nothing else.</summary>
    public bool IsSignedWith(string secret)
        => Headers["X-Omni-Signature"] == "sha256=" + Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{Headers["X-Omni-Timestamp"]}.{Text}"))).ToLowerInvariant();
}
