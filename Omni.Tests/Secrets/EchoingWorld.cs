// An agent and a gateway that repeat everything they are told, keys and tokens first, in good answers and in bad ones.
using Microsoft.AspNetCore.Http;
using Omni.Tests.Support;

namespace Omni.Tests.Secrets;

internal sealed class EchoingWorld : IAsyncDisposable
{
    private FakeServer _server = null!;
    private volatile string? _token;
    private int _sent;

    private EchoingWorld()
    {
    }

    public string Url => _server.Url;

    /// <summary>While true, every answer is a refusal.</summary>
    public bool Refuses { get; set; }

    /// <summary>The context token of the last question.</summary>
    public string? Token => _token;

    public static async Task<EchoingWorld> StartAsync()
    {
        var world = new EchoingWorld();
        world._server = await FakeServer.StartAsync(world.AnswerAsync);
        return world;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (json, text) = await FakeServer.ReadAsync(context.Request, cancellationToken);
        var heard = string.Join(" | ", context.Request.Headers.Select(h => $"{h.Key}: {h.Value}"));
        var isAgent = context.Request.Path.StartsWithSegments("/api/agent", StringComparison.Ordinal);

        if (isAgent && json.TryGetProperty("context", out var about) && about.GetProperty("context_token").GetString() is { Length: > 0 } token)
        {
            _token = token;
        }

        var said = $"I heard {heard} at {context.Request.Path}{context.Request.QueryString}; token {_token}; body {text}";
        var echo = new { headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()), heard, text };
        await (Refuses ? FakeServer.WriteAsync(context.Response, isAgent ? 401 : 400, new { message = said, error = said, response = new { message = new[] { said } }, echo }, cancellationToken)
            : isAgent ? FakeServer.WriteAsync(context.Response, 200, new { message = said, success = true, echo }, cancellationToken)
            : FakeServer.WriteAsync(context.Response, 201, new { key = new { id = $"SENT{Interlocked.Increment(ref _sent)}" }, instance = new { state = "open" }, echo }, cancellationToken));
    }
}
