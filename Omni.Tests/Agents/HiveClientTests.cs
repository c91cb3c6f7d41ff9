// The Hive protocol (contract 3.2) against a service that speaks it.
using Omni.Core.Agents;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class HiveClientTests : IAsyncDisposable
{
    private readonly AgentWire _wire = new();

    [Theory]
    [InlineData(false, false, "/agents/sales/runs")]
    [InlineData(true, false, "/teams/sales/runs")]
    [InlineData(false, true, "/agents/sales/runs")]
    [InlineData(true, true, "/teams/sales/runs")]
    public async Task An_agent_or_a_team_is_asked_plain_or_streamed(bool isTeam, bool streams, string path)
    {
        await using var hive = await FakeHive.StartAsync();

        var answer = await _wire.AskAsync(AgentKind.Hive, hive.Url + "/", streams, isTeam);

        Assert.Equal("Answer to: Hello", Assert.IsType<AgentAnswer.Answered>(answer).Text);
        var call = Assert.Single(hive.Calls);
        Assert.Equal((path, AgentWire.Key), (call.Path, call.ApiKey));
        Assert.Equal(["message", "session_id", "stream", "user_id"], call.Form.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(("Hello", streams), (call.Message, call.IsStream));
        Assert.Equal(NameUuid.Of("customer-a_1234567890").ToString(), call.Form["session_id"]);
        Assert.Equal("84d749e3-7f62-58f3-ae22-6d05413aca22", call.Form["user_id"]);
        Assert.Equal(200, answer.StatusCode);
        Assert.Equal($"POST {hive.Url}{path}", answer.RequestLine);
        Assert.Contains("\"message\":\"Hello\"", answer.RequestPayload);
        Assert.Contains("Answer to: Hello", answer.ResponsePayload);
    }

    [Fact]
    public async Task A_streamed_answer_is_heard_while_it_grows()
    {
        await using var hive = await FakeHive.StartAsync();
        hive.Answer = _ => " One two.\n\nThree four.";

        var answer = await _wire.AskAsync(AgentKind.Hive, hive.Url, streams: true);

        Assert.Equal("One two.\n\nThree four.", Assert.IsType<AgentAnswer.Answered>(answer).Text);
        Assert.Equal(["One ", "One two.\n\nThree ", "One two.\n\nThree four."], _wire.Heard);
    }

    [Fact]
    public async Task What_a_teams_members_say_is_not_the_answer()
    {
        await using var hive = await FakeHive.StartAsync();
        hive.Script = async (_, response, cancellationToken) =>
        {
            await SendAsync("TeamRunStarted", null);
            await SendAsync("RunStarted", null);
            await SendAsync("RunResponseContent", "Let me look that up");
            await SendAsync("RunCompleted", "The database says 7");
            await SendAsync("RunError", "A member failed");
            await SendAsync("TeamRunResponseContent", "It is ");
            await SendAsync("TeamRunResponseContent", "seven.");
            await SendAsync("TeamRunCompleted", "It is seven.");

            Task SendAsync(string name, string? content) => FakeEvents.SendAsync(response, name, new { @event = name, content }, cancellationToken);
        };

        var answer = await _wire.AskAsync(AgentKind.Hive, hive.Url, streams: true, isTeam: true);

        Assert.Equal("It is seven.", Assert.IsType<AgentAnswer.Answered>(answer).Text);
        Assert.Equal(["It is ", "It is seven."], _wire.Heard);
    }

    [Theory]
    [InlineData("RunCompleted with other words", "Rewritten.")]
    [InlineData("RunCompleted without content", "One two")]
    [InlineData("no RunCompleted", "One two")]
    [InlineData("names in the data only", "One two")]
    public async Task The_text_is_that_of_RunCompleted_else_the_pieces(string shape, string text)
    {
        await using var hive = await FakeHive.StartAsync();
        hive.Script = async (_, response, cancellationToken) =>
        {
            await SendAsync("RunStarted", null);
            await SendAsync("RunResponseContent", "One ");
            await FakeEvents.SendAsync(response, "ToolCallStarted", new { @event = "ToolCallStarted", content = "no" }, cancellationToken);
            await FakeEvents.SendAsync(response, "RunResponseContent", "not json", cancellationToken);
            await SendAsync("RunResponseContent", "two");

            if (shape.StartsWith("RunCompleted", StringComparison.Ordinal))
            {
                await SendAsync("RunCompleted", shape.EndsWith("words", StringComparison.Ordinal) ? "Rewritten." : null);
            }

            Task SendAsync(string name, string? content)
                => FakeEvents.SendAsync(response, shape.StartsWith("names", StringComparison.Ordinal) ? null : name, new { @event = name, content }, cancellationToken);
        };

        Assert.Equal(text, Assert.IsType<AgentAnswer.Answered>(await _wire.AskAsync(AgentKind.Hive, hive.Url, streams: true)).Text);
    }

    [Theory]
    [InlineData("Error", false)]
    [InlineData("RunError", false)]
    [InlineData("broken off at once", true)]
    [InlineData("broken off in the middle", false)]
    [InlineData("ended without a word", true)]
    public async Task A_stream_that_fails_is_a_failure_and_repeated_only_while_nobody_heard_of_it(string failure, bool mayRepeat)
    {
        await using var hive = await FakeHive.StartAsync();
        hive.Script = async (_, response, cancellationToken) =>
        {
            if (failure.StartsWith("broken", StringComparison.Ordinal))
            {
                FakeEvents.BreakOffAtEnd(response);
            }

            await FakeEvents.SendAsync(response, "RunStarted", new { @event = "RunStarted" }, cancellationToken);

            if (failure.EndsWith("middle", StringComparison.Ordinal))
            {
                await FakeEvents.SendAsync(response, "RunResponseContent", new { @event = "RunResponseContent", content = "Dear " }, cancellationToken);
            }

            if (failure.EndsWith("Error", StringComparison.Ordinal))
            {
                await FakeEvents.SendAsync(response, failure, new { @event = failure, content = "API key sk-123 is wrong" }, cancellationToken);
            }
        };

        var failed = Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(AgentKind.Hive, hive.Url, streams: true));

        Assert.Equal(mayRepeat, failed.MayRepeat);
        Assert.DoesNotContain("sk-123", failed.Reason);
        Assert.Contains("RunStarted", failed.ResponsePayload);
    }

    [Fact]
    public async Task A_plain_run_may_bring_pictures_and_hand_over_and_may_have_failed()
    {
        await using var hive = await FakeHive.StartAsync();
        hive.Script = (_, response, cancellationToken) => FakeServer.WriteAsync(
            response, 200, new { content = "Here", images = new[] { new { url = "https://files.example/a.png" } }, tools = new[] { new { tool_name = "handoff", tool_args = new { reason = "Refund" } } } }, cancellationToken);
        var answer = Assert.IsType<AgentAnswer.Answered>(await _wire.AskAsync(AgentKind.Hive, hive.Url));
        Assert.Equal(("Here", true, "Refund", MessageKind.Image), (answer.Text, answer.HandsOver, answer.HandOverReason, Assert.Single(answer.Contents).Kind));

        hive.Script = (_, response, cancellationToken) => FakeServer.WriteAsync(response, 200, new { content = "Stack trace", status = "ERROR" }, cancellationToken);
        Assert.False(Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(AgentKind.Hive, hive.Url)).MayRepeat);
    }

    [Fact]
    public async Task A_plain_answer_to_a_question_that_asked_for_a_stream_is_taken()
    {
        await using var hive = await FakeHive.StartAsync();
        hive.Script = (_, response, cancellationToken) => FakeServer.WriteAsync(response, 200, new { content = "All at once" }, cancellationToken);

        Assert.Equal("All at once", Assert.IsType<AgentAnswer.Answered>(await _wire.AskAsync(AgentKind.Hive, hive.Url, streams: true)).Text);
    }

    [Fact]
    public async Task A_stream_without_end_is_given_up()
    {
        await using var hive = await FakeHive.StartAsync();
        var line = new string('x', 1024 * 1024);
        hive.Script = async (_, response, cancellationToken) =>
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await FakeEvents.SendAsync(response, "ToolCallCompleted", line, cancellationToken);
            }
        };

        var failed = Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(AgentKind.Hive, hive.Url, streams: true));

        Assert.Equal(("The agent's answer is too long to be read.", false), (failed.Reason, failed.MayRepeat));
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();
}
