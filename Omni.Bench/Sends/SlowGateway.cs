// A gateway on loopback that takes every text, answers in twenty milliseconds as Evolution would, and remembers what came in which order.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Omni.Bench.Sends;

internal sealed class SlowGateway : IAsyncDisposable
{
    public const string Key = "key-of-the-bench";
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Arrival> _arrivals = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _awaited = new(StringComparer.Ordinal);

    private SlowGateway()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/message/sendText/{instance}", TakeAsync);
    }

    public string Url => _app.Urls.Single();

    /// <summary>What came so far, in order.</summary>
    public IReadOnlyCollection<Arrival> Arrivals => _arrivals;

    public static async Task<SlowGateway> StartAsync()
    {
        var gateway = new SlowGateway();
        await gateway._app.StartAsync();
        return gateway;
    }

    /// <summary>The instant at which a text will come, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public Task<long> AwaitAsync(string text) => _awaited.GetOrAdd(text, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        var at = Stopwatch.GetTimestamp();
        using var body = await JsonDocument.ParseAsync(request.Body);
        var arrival = new Arrival(body.RootElement.GetProperty("number").GetString()!, body.RootElement.GetProperty("text").GetString()!, at);
        _arrivals.Enqueue(arrival);

        if (_awaited.TryRemove(arrival.Text, out var waiting))
        {
            waiting.SetResult(at);
        }

        await Task.Delay(Pause);
        return TypedResults.Text(
            $$"""{"key":{"remoteJid":"{{arrival.Number}}@s.whatsapp.net","fromMe":true,"id":"3EB0{{Guid.NewGuid():N}}"},"status":"PENDING","messageType":"conversation"}""",
            "application/json",
            statusCode: StatusCodes.Status201Created);
    }
}

/// <summary>One text that came.</summary>
/// <param name="Number">To whom.</param>
/// <param name="Text">What.</param>
/// <param name="At">When, as a timestamp of <see cref="Stopwatch"/>.</param>
internal sealed record Arrival(string Number, string Text, long At);
