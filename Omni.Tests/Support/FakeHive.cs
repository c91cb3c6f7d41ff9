// A Hive service: agents and teams behind POST /agents/{id}/runs and /teams/{id}/runs, plain and streamed, as Agno answers.
using Microsoft.AspNetCore.Http;

namespace Omni.Tests.Support;

/// <summary>Every knob may be turned at any time.</summary>
public sealed class FakeHive : IAsyncDisposable
{
    private readonly CallLog<FakeHiveCall> _calls = new();
    private FakeServer _server = null!;

    private FakeHive()
    {
    }

    public string Url => _server.Url;

    public IReadOnlyList<FakeHiveCall> Calls => _calls.All;

    /// <summary>What it says to a question.</summary>
    public Func<FakeHiveCall, string> Answer { get; set; } = call => $"Answer to: {call.Message}";

    /// <summary>Instead of answering by itself.</summary>
    public Func<FakeHiveCall, HttpResponse, CancellationToken, Task>? Script { get; set; }

    /// <summary>Between the pieces of a streamed answer; gets how many were sent.</summary>
    public Func<int, Task> Pause { get; set; } = _ => Task.CompletedTask;

    public static async Task<FakeHive> StartAsync()
    {
        var fake = new FakeHive();
        fake._server = await FakeServer.StartAsync(fake.AnswerAsync);
        return fake;
    }

    public Task<IReadOnlyList<FakeHiveCall>> WaitForCallsAsync(int count) => _calls.WaitAsync(_ => true, count, TimeSpan.FromSeconds(60));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var form = await context.Request.ReadFormAsync(cancellationToken);
        var call = new FakeHiveCall(
            context.Request.Path.Value!, context.Request.Headers["X-API-Key"].ToString(), form.ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal));
        _calls.Add(call);

        if (Script is { } script)
        {
            await script(call, context.Response, cancellationToken);
        }
        else if (call.IsStream)
        {
            await StreamAsync(call, context.Response, cancellationToken);
        }
        else
        {
            await FakeServer.WriteAsync(
                context.Response, 200, new { run_id = "r-1", agent_id = call.Id, session_id = call.Form["session_id"], content = Answer(call), content_type = "str", status = "COMPLETED" }, cancellationToken);
        }
    }

    private async Task StreamAsync(FakeHiveCall call, HttpResponse response, CancellationToken cancellationToken)
    {
        var team = call.IsTeam ? "Team" : "";
        var text = Answer(call);
        var sent = 0;
        await SendAsync("RunStarted", null);

        foreach (var piece in FakeEvents.Pieces(text))
        {
            await SendAsync("RunResponseContent", piece);
            await Pause(++sent);
        }

        await SendAsync("RunCompleted", text);

        Task SendAsync(string name, string? content)
            => FakeEvents.SendAsync(response, team + name, new { @event = team + name, run_id = "r-1", agent_id = call.Id, content }, cancellationToken);
    }
}

/// <summary>One request that a <see cref="FakeHive"/> got.</summary>
public sealed record FakeHiveCall(string Path, string ApiKey, IReadOnlyDictionary<string, string> Form)
{
    public string Message => Form.GetValueOrDefault("message", "");

    public bool IsStream => Form.GetValueOrDefault("stream") == "true";

    public bool IsTeam => Path.StartsWith("/teams/", StringComparison.Ordinal);

    public string Id => Path.Split('/') is ["", _, var id, ..] ? id : "";
}
