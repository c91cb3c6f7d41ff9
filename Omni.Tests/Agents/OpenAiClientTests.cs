// Chat completions (contract 3.3) against a service that speaks them.
using System.Text.Json;
using Omni.Core.Agents;
using Omni.Core.Agents.Tools;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class OpenAiClientTests : IAsyncDisposable
{
    private readonly AgentWire _wire = new();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_model_is_told_who_it_is_what_was_said_and_what_is_asked(bool streams)
    {
        await using var model = await FakeOpenAi.StartAsync();
        model.Reply = _ => new("Yes, until six.");
        var question = AgentWire.Question("And on Sunday?", null, new(true, "Hi"), new(true, "Are you open?"), new(false, "We are."), new(true, "Good."));

        var answer = await _wire.AskAsync(AgentKind.OpenAi, model.Url, streams, question: question, prompt: "You are a bakery.");

        Assert.Equal("Yes, until six.", Assert.IsType<AgentAnswer.Answered>(answer).Text);
        var call = Assert.Single(model.Calls);
        Assert.Equal(("/v1/chat/completions", $"Bearer {AgentWire.Key}", "test-model"), (call.Path, call.Authorization, call.Body.GetProperty("model").GetString()));

        // What one side says in a row is one message.
        Assert.Equal(
            [("system", "You are a bakery."), ("user", "Hi\nAre you open?"), ("assistant", "We are."), ("user", "Good.\nAnd on Sunday?")],
            call.Body.GetProperty("messages").EnumerateArray().Select(m => (m.GetProperty("role").GetString()!, m.GetProperty("content").GetString()!)));
        Assert.False(call.Body.TryGetProperty("tools", out _));
        Assert.Equal((200, $"POST {model.Url}/chat/completions"), (answer.StatusCode, answer.RequestLine));
        Assert.Contains("You are a bakery.", answer.RequestPayload);
        Assert.Contains("until", answer.ResponsePayload);
        Assert.Equal(streams ? ["Yes, ", "Yes, until ", "Yes, until six."] : [], _wire.Heard);
    }

    [Fact]
    public async Task A_server_of_ones_own_is_asked_without_a_key()
    {
        await using var model = await FakeOpenAi.StartAsync();

        Assert.IsType<AgentAnswer.Answered>(await _wire.AskAsync(AgentKind.OpenAi, model.Url + "/", key: null));

        Assert.Null(Assert.Single(model.Calls).Authorization);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tools_are_offered_carried_out_and_their_outcome_told(bool streams)
    {
        await using var model = await FakeOpenAi.StartAsync();
        var tools = new NotingTools();
        model.Reply = asked => asked switch
        {
            0 => new("One moment.") { Calls = [FakeToolCall.Of("send_image", new { url = "https://files.example/a.png" }), FakeToolCall.Of("handoff", new { reason = "Wants a refund" })] },
            _ => new("A colleague looks at it."),
        };

        var answer = Assert.IsType<AgentAnswer.Answered>(await _wire.AskAsync(AgentKind.OpenAi, model.Url, streams, question: AgentWire.Question("Hello", tools)));

        Assert.Equal(("One moment.\n\nA colleague looks at it.", true, "Wants a refund"), (answer.Text, answer.HandsOver, answer.HandOverReason));
        Assert.Equal(["""send_image {"url":"https://files.example/a.png"}""", """handoff {"reason":"Wants a refund"}"""], tools.Calls);
        Assert.Equal(
            ["send_text", "send_image", "send_document", "send_location", "handoff"],
            model.Calls[0].Body.GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("function").GetProperty("name").GetString()));
        var told = model.Calls[1].Body.GetProperty("messages").EnumerateArray().ToList();
        Assert.Equal(["user", "assistant", "tool", "tool"], told.Select(m => m.GetProperty("role").GetString()));
        Assert.Equal(("call_0", "Done."), (told[2].GetProperty("tool_call_id").GetString(), told[2].GetProperty("content").GetString()));
        Assert.Equal(2, told[1].GetProperty("tool_calls").GetArrayLength());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_model_that_goes_on_calling_is_stopped_after_five_rounds(bool streams)
    {
        await using var model = await FakeOpenAi.StartAsync();
        var tools = new NotingTools();
        model.Reply = asked => new("Again.") { Calls = [FakeToolCall.Of("send_text", new { text = $"{asked}" })] };

        var answer = Assert.IsType<AgentAnswer.Answered>(await _wire.AskAsync(AgentKind.OpenAi, model.Url, streams, question: AgentWire.Question("Hello", tools)));

        Assert.StartsWith("Again.", answer.Text);
        Assert.Equal((5, 4), (model.Calls.Count, tools.Calls.Count));
        Assert.Equal("none", model.Calls[4].Body.GetProperty("tool_choice").GetString());
    }

    [Fact]
    public async Task Once_a_tool_was_carried_out_a_failure_is_not_repeated()
    {
        await using var model = await FakeOpenAi.StartAsync();
        model.Script = (_, response, cancellationToken) => FakeServer.WriteAsync(response, 500, new { error = new { message = "down" } }, cancellationToken);
        Assert.True(Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(AgentKind.OpenAi, model.Url)).MayRepeat);
        Assert.Single(model.Calls);

        model.Script = null;
        var tools = new NotingTools();
        model.Reply = _ =>
        {
            model.Script = (_, response, cancellationToken) => FakeServer.WriteAsync(response, 500, new { error = new { message = "down" } }, cancellationToken);
            return new(null) { Calls = [FakeToolCall.Of("send_text", new { text = "Hi" })] };
        };
        var failed = Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(AgentKind.OpenAi, model.Url, question: AgentWire.Question("Hello", tools)));

        Assert.Equal((false, 500, 1), (failed.MayRepeat, failed.StatusCode, tools.Calls.Count));
    }

    [Theory]
    [InlineData("<!doctype html><p>It works!")]
    [InlineData("{}")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":[{"index":0,"finish_reason":"stop","message":"Hi"}]}""")]
    [InlineData("[]")]
    public async Task What_only_resembles_an_answer_is_a_failure(string body)
    {
        await using var model = await FakeOpenAi.StartAsync();
        model.Script = async (_, response, cancellationToken) =>
        {
            response.ContentType = "application/json";
            await response.Body.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body), cancellationToken);
        };

        var failed = Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(AgentKind.OpenAi, model.Url));

        Assert.Equal(("The agent's answer cannot be read.", false), (failed.Reason, failed.MayRepeat));
        Assert.Equal(body, failed.ResponsePayload);
    }

    [Theory]
    [InlineData("broken off at once", true)]
    [InlineData("broken off in the middle", false)]
    [InlineData("ended without a word", true)]
    public async Task A_stream_that_is_broken_off_is_a_failure_and_repeated_only_while_nobody_heard_of_it(string failure, bool mayRepeat)
    {
        await using var model = await FakeOpenAi.StartAsync();
        model.Script = async (_, response, cancellationToken) =>
        {
            if (failure.StartsWith("broken", StringComparison.Ordinal))
            {
                FakeEvents.BreakOffAtEnd(response);
            }

            await FakeEvents.SendAsync(response, null, FakeOpenAi.Chunk(new { role = "assistant", content = "" }), cancellationToken);

            if (failure.EndsWith("middle", StringComparison.Ordinal))
            {
                await FakeEvents.SendAsync(response, null, FakeOpenAi.Chunk(new { content = "Dear " }), cancellationToken);
            }
        };

        var failed = Assert.IsType<AgentAnswer.Failed>(await _wire.AskAsync(AgentKind.OpenAi, model.Url, streams: true));

        Assert.Equal(("The agent broke off its answer.", mayRepeat), (failed.Reason, failed.MayRepeat));
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    private sealed class NotingTools : IAgentTools
    {
        public List<string> Calls { get; } = [];

        public IReadOnlyList<AgentTool> Offered => AgentTool.All;

        public Task<ToolOutcome> RunAsync(string name, JsonElement arguments, CancellationToken cancellationToken)
        {
            Calls.Add($"{name} {arguments.GetRawText()}");
            return Task.FromResult(new ToolOutcome("Done.", HasEffect: true, HandsOver: name == "handoff", Reason: name == "handoff" ? arguments.GetProperty("reason").GetString() : null));
        }
    }
}
