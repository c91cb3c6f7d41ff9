// A gateway and two agents on loopback: one agent answers in twenty milliseconds, the other not until it is told to.
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace Omni.Bench.Fairness;

internal sealed class LoopbackWorld : IAsyncDisposable
{
    public const string Key = "key-of-the-bench";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly WebApplication _app;
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<long>> _awaited = new(StringComparer.Ordinal);
    private int _hanging;

    private LoopbackWorld()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/message/sendText/{instance}", TakeAsync);
        _app.MapPost("/quick/api/agent/chat", AnswerAsync);
        _app.MapPost("/hanging/api/agent/chat", HangAsync);
        _app.MapPost("/chat/sendPresence/{instance}", () => TypedResults.Ok());
    }

    public string Url => _app.Urls.Single();

    public string QuickAgent => $"{Url}/quick";

    public string HangingAgent => $"{Url}/hanging";

    /// <summary>How many questions hang at this moment.</summary>
    public int Hanging => Volatile.Read(ref _hanging);

    public static async Task<LoopbackWorld> StartAsync()
    {
        var world = new LoopbackWorld();
        await world._app.StartAsync();
        return world;
    }

    /// <summary>From now on the hanging agent answers at once, with no text.</summary>
    public void Release() => _released.TrySetResult();

    /// <summary>The instant at which the answer to a question reaches the gateway, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public Task<long> AwaitAsync(string question) => _awaited.GetOrAdd($"re: {question}", _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private static async Task<IResult> AnswerAsync(HttpRequest request)
    {
        using var body = await JsonDocument.ParseAsync(request.Body);
        await Task.Delay(Pause);
        return TypedResults.Json(new { message = $"re: {body.RootElement.GetProperty("message").GetString()}", success = true });
    }

    private async Task<IResult> HangAsync(CancellationToken gone)
    {
        Interlocked.Increment(ref _hanging);

        try
        {
            await _released.Task.WaitAsync(gone);
        }
        catch (OperationCanceledException)
        {
            // Omni gave up.
        }
        finally
        {
            Interlocked.Decrement(ref _hanging);
        }

        return TypedResults.Json(new { message = "", success = true });
    }

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        var at = Stopwatch.GetTimestamp();
        using var body = await JsonDocument.ParseAsync(request.Body);
        var number = body.RootElement.GetProperty("number").GetString();

        if (_awaited.TryRemove(body.RootElement.GetProperty("text").GetString()!, out var waiting))
        {
            waiting.SetResult(at);
        }

        await Task.Delay(Pause);
        return TypedResults.Text(
            $$"""{"key":{"remoteJid":"{{number}}@s.whatsapp.net","fromMe":true,"id":"3EB0{{Guid.NewGuid():N}}"},"status":"PENDING","messageType":"conversation"}""",
            "application/json",
            statusCode: StatusCodes.Status201Created);
    }
}
