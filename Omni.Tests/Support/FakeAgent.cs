// An AI agent behind POST /api/agent/chat, or behind any other path it is asked at.
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Omni.Tests.Support;

/// <summary>Every knob may be turned at any time.</summary>
public sealed class FakeAgent : IAsyncDisposable
{
    private readonly CallLog<FakeAgentCall> _calls = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeServer _server = null!;

    private FakeAgent()
    {
    }

    public string Url => _server.Url;

    public IReadOnlyList<FakeAgentCall> Calls => _calls.All;

    public FakeAgentMode Mode { get => Read(ref field); set => Write(ref field, value); }

    /// <summary>Passes before every answer; the call is recorded before it.</summary>
    public TimeSpan Delay { get => Read(ref field); set => Write(ref field, value); }

    public TimeSpan RetryAfter { get => Read(ref field); set => Write(ref field, value); } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// From the body of the question: a string is the text of the answer, any other object is the whole answer as JSON.
    /// May be called from many threads at once.
    /// </summary>
    public Func<JsonElement, object> Answer { get => Read(ref field); set => Write(ref field, value); } =
        question => $"Answer to: {(question.ValueKind == JsonValueKind.Object && question.TryGetProperty("message", out var message) ? message : default)}";

    /// <summary>What it does before it answers, such as calling tools with what it was asked; null is nothing.</summary>
    public Func<JsonElement, Task>? Thinks { get => Read(ref field); set => Write(ref field, value); }

    /// <summary>Asked for every call; null leaves it to <see cref="Mode"/>.</summary>
    public Func<FakeAgentCall, FakeAgentMode?>? Override { get => Read(ref field); set => Write(ref field, value); }

    public static async Task<FakeAgent> StartAsync()
    {
        var fake = new FakeAgent();
        fake._server = await FakeServer.StartAsync(fake.AnswerAsync);
        return fake;
    }

    /// <summary>Waits a minute unless told otherwise.</summary>
    /// <exception cref="TimeoutException">Fewer came.</exception>
    public Task<IReadOnlyList<FakeAgentCall>> WaitForCallsAsync(int count, TimeSpan? timeout = null, Func<FakeAgentCall, bool>? counts = null) =>
        _calls.WaitAsync(counts ?? (_ => true), count, timeout ?? Eventually.Patience);

    /// <summary>Lets the calls that hang now go on to an answer; later ones hang again while the mode says so.</summary>
    public void Release()
    {
        TaskCompletionSource released;
        lock (_lock)
        {
            released = _released;
            _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        released.SetResult();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (body, text) = await FakeServer.ReadAsync(context.Request, cancellationToken);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var call = new FakeAgentCall(context.Request.Method, context.Request.Path.Value!, headers, body, text, TimeProvider.System.GetUtcNow());
        var mode = Override?.Invoke(call) ?? Mode;
        var released = Read(ref _released).Task;

        _calls.Add(call);
        await Task.Delay(Delay, cancellationToken);
        if (mode == FakeAgentMode.Hang)
        {
            await released.WaitAsync(cancellationToken);
        }

        await (Thinks?.Invoke(body) ?? Task.CompletedTask);
        await AnswerAsync(context.Response, mode, body, cancellationToken);
    }

    private async Task AnswerAsync(HttpResponse response, FakeAgentMode mode, JsonElement question, CancellationToken cancellationToken)
    {
        switch (mode)
        {
            case FakeAgentMode.Error500:
                await FakeServer.WriteAsync(response, 500, new { detail = "Internal Server Error" }, cancellationToken);
                break;
            case FakeAgentMode.TooManyRequests:
                response.Headers.RetryAfter = Math.Ceiling(RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
                await FakeServer.WriteAsync(response, 429, new { detail = "Too Many Requests" }, cancellationToken);
                break;
            case FakeAgentMode.Nonsense:
                response.ContentType = "text/html; charset=utf-8";
                await response.WriteAsync("<!doctype html><html><body><h1>It works!</h1></body></html>", cancellationToken);
                break;
            case FakeAgentMode.Empty:
                await FakeServer.WriteAsync(response, 200, new { message = "", success = true }, cancellationToken);
                break;
            default:
                var answer = Answer(question);
                await FakeServer.WriteAsync(response, 200, answer is string text ? new { message = text, success = true } : answer, cancellationToken);
                break;
        }
    }

    private T Read<T>(ref T knob)
    {
        lock (_lock)
        {
            return knob;
        }
    }

    private void Write<T>(ref T knob, T value)
    {
        lock (_lock)
        {
            knob = value;
        }
    }
}
