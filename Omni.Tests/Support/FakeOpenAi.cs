// A service that speaks OpenAI's chat completions, plain and streamed.
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Omni.Tests.Support;

/// <summary>Every knob may be turned at any time.</summary>
public sealed class FakeOpenAi : IAsyncDisposable
{
    private readonly CallLog<FakeAgentCall> _calls = new();
    private FakeServer _server = null!;

    private FakeOpenAi()
    {
    }

    /// <summary>The base address that an agent is given.</summary>
    public string Url => $"{_server.Url}/v1";

    public IReadOnlyList<FakeAgentCall> Calls => _calls.All;

    /// <summary>What the model does, by how many times it was asked before.</summary>
    public Func<int, FakeReply> Reply { get; set; } = _ => new("Hello from the model.");

    /// <summary>Instead of answering by itself.</summary>
    public Func<FakeAgentCall, HttpResponse, CancellationToken, Task>? Script { get; set; }

    public static async Task<FakeOpenAi> StartAsync()
    {
        var fake = new FakeOpenAi();
        fake._server = await FakeServer.StartAsync(fake.AnswerAsync);
        return fake;
    }

    public Task<IReadOnlyList<FakeAgentCall>> WaitForCallsAsync(int count) => _calls.WaitAsync(_ => true, count, TimeSpan.FromSeconds(60));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (body, text) = await FakeServer.ReadAsync(context.Request, cancellationToken);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var call = new FakeAgentCall(context.Request.Method, context.Request.Path.Value!, headers, body, text, TimeProvider.System.GetUtcNow());
        var before = Calls.Count;
        _calls.Add(call);

        if (Script is { } script)
        {
            await script(call, context.Response, cancellationToken);
        }
        else if (body.TryGetProperty("stream", out var stream) && stream.GetBoolean())
        {
            await StreamAsync(Reply(before), context.Response, cancellationToken);
        }
        else
        {
            await FakeServer.WriteAsync(context.Response, 200, Whole(Reply(before)), cancellationToken);
        }
    }

    private static object Whole(FakeReply reply) => new
    {
        id = "chatcmpl-1",
        @object = "chat.completion",
        created = 1,
        model = "test-model",
        choices = new[]
        {
            new
            {
                index = 0,
                message = new { role = "assistant", content = reply.Text, tool_calls = reply.Calls.Count == 0 ? null : reply.Calls.Select((c, i) => ToolCall(c, i, whole: true)) },
                finish_reason = reply.Calls.Count == 0 ? "stop" : "tool_calls",
            },
        },
        usage = new { prompt_tokens = 1, completion_tokens = 1, total_tokens = 2 },
    };

    private static async Task StreamAsync(FakeReply reply, HttpResponse response, CancellationToken cancellationToken)
    {
        await SendAsync(new { role = "assistant", content = "" });

        foreach (var piece in FakeEvents.Pieces(reply.Text ?? ""))
        {
            await SendAsync(new { content = piece });
        }

        foreach (var (call, index) in reply.Calls.Select((c, i) => (c, i)))
        {
            // The name first, then the arguments in two pieces.
            await SendAsync(new { tool_calls = new[] { ToolCall(call with { Arguments = "" }, index, whole: true) } });
            var half = call.Arguments.Length / 2;
            await SendAsync(new { tool_calls = new[] { ToolCall(call with { Arguments = call.Arguments[..half] }, index, whole: false) } });
            await SendAsync(new { tool_calls = new[] { ToolCall(call with { Arguments = call.Arguments[half..] }, index, whole: false) } });
        }

        await SendAsync(new { }, reply.Calls.Count == 0 ? "stop" : "tool_calls");
        await FakeEvents.SendAsync(response, null, "[DONE]", cancellationToken);

        Task SendAsync(object delta, string? finish = null) => FakeEvents.SendAsync(response, null, Chunk(delta, finish), cancellationToken);
    }

    public static object Chunk(object delta, string? finish = null) => new
    {
        id = "chatcmpl-1",
        @object = "chat.completion.chunk",
        created = 1,
        model = "test-model",
        choices = new[] { new { index = 0, delta, finish_reason = finish } },
    };

    private static Dictionary<string, object> ToolCall(FakeToolCall call, int index, bool whole)
    {
        var function = new Dictionary<string, object> { ["arguments"] = call.Arguments };
        var wire = new Dictionary<string, object> { ["index"] = index, ["function"] = function };

        if (whole)
        {
            (wire["id"], wire["type"], function["name"]) = (string.Create(CultureInfo.InvariantCulture, $"call_{index}"), "function", call.Name);
        }

        return wire;
    }
}

/// <param name="Text">What the model says; null when it only calls.</param>
public sealed record FakeReply(string? Text)
{
    public IReadOnlyList<FakeToolCall> Calls { get; init; } = [];
}

/// <param name="Name">Of the function.</param>
/// <param name="Arguments">JSON, as models write it.</param>
public sealed record FakeToolCall(string Name, string Arguments)
{
    public static FakeToolCall Of(string name, object arguments) => new(name, JsonSerializer.Serialize(arguments));
}
