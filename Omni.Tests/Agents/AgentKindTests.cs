// Agents of each kind in a customer's conversation: what they are asked, what the customer gets, what the trace keeps.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Agents;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class AgentKindTests(SharedApp app)
{
    private const string Customer = "5511988887777";

    [Theory]
    [InlineData(AgentKind.Hive, false)]
    [InlineData(AgentKind.Hive, true)]
    [InlineData(AgentKind.OpenAi, false)]
    [InlineData(AgentKind.OpenAi, true)]
    public async Task An_agent_of_any_kind_answers_and_its_trace_is_whole(AgentKind kind, bool streams)
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var hive = await FakeHive.StartAsync();
        await using var model = await FakeOpenAi.StartAsync();
        hive.Answer = _ => "Good morning to you.";
        model.Reply = _ => new("Good morning to you.");
        await UseAsync(acme, kind, kind is AgentKind.Hive ? hive.Url : model.Url, streams);

        (await acme.ReceiveAsync("ASK", Customer, "Bom dia")).EnsureSuccessStatusCode();

        var messages = await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        Assert.Equal(("Good morning to you.", MessageSource.Bot), (messages[1].Text, messages[1].Source));
        Assert.Equal("Good morning to you.", Assert.Single(acme.Gateway.Sends).Text);
        var trace = await Eventually.ReadAsync(() => acme.ReadAsync(db => db.MessageTraces.SingleAsync()), t => t.CompletedAt is not null, t => $"{t.Status}");
        Assert.Equal((TraceStatus.Completed, true), (trace.Status, trace.AgentSucceeded));
        var payloads = await acme.ReadAsync(db => db.TracePayloads.Where(p => p.Stage.StartsWith("agent")).OrderBy(p => p.Stage).ToListAsync());
        Assert.Equal(["agent_request", "agent_response"], payloads.Select(p => p.Stage));
        Assert.Equal(200, payloads[1].StatusCode);
        Assert.Contains("Bom dia", payloads[0].Payload);
        Assert.Contains("morning", payloads[1].Payload);
        Assert.DoesNotContain(payloads, p => p.Payload.Contains(KeyOf(acme), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(AgentKind.Hive, "500", false, 3)]
    [InlineData(AgentKind.Hive, "401", false, 1)]
    [InlineData(AgentKind.Hive, "Error", true, 1)]
    [InlineData(AgentKind.Hive, "broken off", true, 1)]
    [InlineData(AgentKind.OpenAi, "500", false, 3)]
    [InlineData(AgentKind.OpenAi, "401", true, 1)]
    [InlineData(AgentKind.OpenAi, "broken off", true, 1)]
    public async Task A_failing_agent_leaves_the_customer_in_peace(AgentKind kind, string failure, bool streams, int calls)
    {
        await using var acme = await TestTenant.CreateAsync(app);
        var asked = 0;
        await using var server = await FakeServer.StartAsync(async (http, cancellationToken) =>
        {
            asked++;

            if (int.TryParse(failure, out var status))
            {
                await FakeServer.WriteAsync(http.Response, status, new { detail = $"You sent {KeyOf(acme)}" }, cancellationToken);
                return;
            }

            if (failure is "broken off")
            {
                FakeEvents.BreakOffAtEnd(http.Response);
            }

            object said = kind is AgentKind.Hive ? new { @event = "RunResponseContent", content = "Dear " } : FakeOpenAi.Chunk(new { content = "Dear " });
            await FakeEvents.SendAsync(http.Response, null, said, cancellationToken);

            if (failure is "Error")
            {
                await FakeEvents.SendAsync(http.Response, "Error", new { content = $"You sent {KeyOf(acme)}" }, cancellationToken);
            }
        });
        await UseAsync(acme, kind, server.Url, streams);

        (await acme.ReceiveAsync("ASK", Customer, "Bom dia")).EnsureSuccessStatusCode();

        var trace = await Eventually.ReadAsync(() => acme.ReadAsync(db => db.MessageTraces.SingleAsync()), t => t.CompletedAt is not null, t => $"{t.Status}");
        Assert.Equal((TraceStatus.Error, TraceStage.Agent, false), (trace.Status, trace.ErrorStage, trace.AgentSucceeded));
        Assert.Equal(calls, asked);
        Assert.Empty(acme.Gateway.Sends);
        var conversation = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.Equal((ConversationStatus.Open, false), (conversation.Status, conversation.BotEnabled));
        Assert.Equal(ActivityKind.AgentFailed, (await acme.ReadAsync(db => db.Activities.SingleAsync())).Kind);
        var payloads = await acme.ReadAsync(db => db.TracePayloads.ToListAsync());
        Assert.Contains(payloads, p => p.Stage == "agent_request" && p.Payload.Contains("Bom dia", StringComparison.Ordinal));
        Assert.Contains(payloads, p => p.Stage == "agent_response");
        Assert.DoesNotContain(payloads, p => p.Payload.Contains(KeyOf(acme), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_model_is_told_the_thread_and_no_more_of_it_than_its_agent_allows()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var model = await FakeOpenAi.StartAsync();
        model.Reply = asked => new($"Answer {asked}");
        await UseAsync(acme, AgentKind.OpenAi, model.Url);
        await ExchangeAsync(acme, 0, "Hello");
        await ExchangeAsync(acme, 1, "My name is Ana");
        await acme.ReadAsync(db => db.Messages.Where(m => m.Text == "Answer 0").ExecuteUpdateAsync(m => m.SetProperty(x => x.Status, MessageStatus.Failed)));
        await ExchangeAsync(acme, 2, "What is my name?");

        // What never arrived was not said, and what one side says in a row is one message.
        Assert.Equal([("user", "Hello\nMy name is Ana"), ("assistant", "Answer 1"), ("user", "What is my name?")], Told(model, 2));

        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.HistoryMessages, 1)));
        await ExchangeAsync(acme, 3, "And now?");
        Assert.Equal([("assistant", "Answer 2"), ("user", "And now?")], Told(model, 3));

        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.HistoryMessages, 0)));
        await ExchangeAsync(acme, 4, "Again?");
        Assert.Equal([("user", "Again?")], Told(model, 4));
    }

    [Fact]
    public async Task What_a_model_sends_by_tool_lands_in_the_turns_conversation_before_its_answer()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var bolt = await TestTenant.CreateAsync(app);
        await using var model = await FakeOpenAi.StartAsync();
        model.Reply = asked => asked > 0
            ? new("There we are.")
            : new(null)
            {
                Calls =
                [
                    FakeToolCall.Of("send_location", new { latitude = 52.5, longitude = 13.4, name = "Shop", to = "+5500000000000", instance = bolt.InstanceName }),
                    FakeToolCall.Of("send-text", new { text = "Ring twice." }),
                    FakeToolCall.Of("send-text", new { text = "Ring twice." }),
                    FakeToolCall.Of("send_image", new { url = "no address" }),
                    FakeToolCall.Of("delete_everything", new { }),
                    new("send_text", "no json"),
                    FakeToolCall.Of("handoff", new { reason = "Wants a visit" }),
                ],
            };
        await UseAsync(acme, AgentKind.OpenAi, model.Url);

        (await acme.ReceiveAsync("ASK", Customer, "Where are you?")).EnsureSuccessStatusCode();

        var messages = await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }, { Status: MessageStatus.Sent }, { Status: MessageStatus.Sent }]);
        Assert.Equal(
            [(MessageKind.Location, MessageSource.Tool, null), (MessageKind.Text, MessageSource.Tool, "Ring twice."), (MessageKind.Text, MessageSource.Bot, "There we are.")],
            messages.Skip(1).Select(m => (m.Kind, m.Source, m.Text)));
        Assert.All(acme.Gateway.Sends, s => Assert.Equal(Customer, s.Number));
        Assert.Empty(await bolt.MessagesAsync());
        Assert.Equal(
            ["Sent.", "Sent.", "This was sent already.", "Nothing was sent:", "There is no such tool here.", "Nothing was sent:", "The team takes over"],
            Told(model, 1).Where(m => m.Role == "tool").Select(m => m.Text).Zip([5, 5, 22, 17, 27, 17, 19], (text, length) => text[..length]));
        var conversation = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.Equal((ConversationStatus.Open, false), (conversation.Status, conversation.BotEnabled));
    }

    [Fact]
    public async Task A_model_without_tools_is_offered_none()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var model = await FakeOpenAi.StartAsync();
        await UseAsync(acme, AgentKind.OpenAi, model.Url);
        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.OffersTools, false)));

        (await acme.ReceiveAsync("ASK", Customer, "Hi")).EnsureSuccessStatusCode();

        Assert.False((await model.WaitForCallsAsync(1))[0].Body.TryGetProperty("tools", out _));
    }

    private static string KeyOf(TestTenant tenant) => $"agent-key-of-{tenant.Tenant.Slug}";

    private static List<(string Role, string Text)> Told(FakeOpenAi model, int call) =>
        [.. model.Calls[call].Body.GetProperty("messages").EnumerateArray()
            .Select(m => (m.GetProperty("role").GetString()!, m.TryGetProperty("content", out var text) ? text.GetString() ?? "" : ""))];

    private static async Task ExchangeAsync(TestTenant tenant, int number, string text)
    {
        (await tenant.ReceiveAsync($"ASK-{number}", Customer, text)).EnsureSuccessStatusCode();
        await tenant.WaitForMessagesAsync(m => m.Count == (number * 2) + 2 && m[^1].Status is MessageStatus.Sent);
    }

    private static Task<int> UseAsync(TestTenant tenant, AgentKind kind, string url, bool streams = false) => tenant.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a
        .SetProperty(x => x.Kind, kind).SetProperty(x => x.Url, url).SetProperty(x => x.Streams, streams).SetProperty(x => x.Model, "test-model").SetProperty(x => x.ServiceAgentId, "sales")));
}
