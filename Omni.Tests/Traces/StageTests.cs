// What a trace holds of a message's way: every step with its time, and what was said, without secrets.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Agents;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;
using Omni.Web.Components.Traces;

namespace Omni.Tests.Traces;

public sealed class StageTests(SharedApp app)
{
    private const string Customer = "5511988887777";

    private static readonly string[] Ladder = ["webhook_received", "processing", "agent_called", "agent_success", "formatted", "sending", "completed"];

    [Fact]
    public async Task A_message_climbs_every_step_and_each_has_its_time()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Agent.Answer = _ => new { message = "Hello, Maria", success = true, usage = new { tokens = 150 } };
        await AskAsync(acme, "Good morning");

        var trace = await TraceAsync(acme);

        var stages = trace.GetProperty("stages").EnumerateArray().ToList();
        Assert.Equal(Ladder, stages.Select(s => s.GetProperty("stage").GetString()));
        var times = stages.ConvertAll(s => s.GetProperty("at").GetDateTimeOffset());
        Assert.Equal(times.Order(), times);
        var session = $"{acme.InstanceName}_{Customer}";
        Assert.Equal(
            ("completed", "text", "Good morning", 12, false, "Hello, Maria", 12, 150, session, NameUuid.Of(session), NameUuid.Of(Customer)),
            (Text("status"), Text("message_type"), Text("message_content"), trace.GetProperty("message_length").GetInt32(), trace.GetProperty("has_media").GetBoolean(), Text("agent_response"),
                trace.GetProperty("agent_response_length").GetInt32(), trace.GetProperty("agent_tokens").GetInt32(), Text("session_name"), trace.GetProperty("session_id").GetGuid(), trace.GetProperty("user_id").GetGuid()));
        Assert.All(["agent_response_success", "channel_success", "evolution_success"], name => Assert.True(trace.GetProperty(name).GetBoolean(), name));
        Assert.Equal(("whatsapp", "+5511988887777", "Maria Silva"), (Text("channel"), Text("sender_phone"), Text("sender_name")));

        string? Text(string name) => trace.GetProperty(name).GetString();
    }

    [Fact]
    public void An_answer_that_nobody_needed_says_why()
    {
        var trace = KnownTraces.Of("sales", TraceStatus.Superseded, DateTimeOffset.UnixEpoch, "Ana", "+5511988887777");

        Assert.Equal("Answered with a later message", trace.InWords([Noted($"{TraceNotes.Overtaken} What had left by then stays in the thread.")]));
        Assert.Equal("Left to people", trace.InWords([Noted(TraceNotes.LeftToPeople)]));
        Assert.Equal("Overtaken", trace.InWords([]));

        TracePayload Noted(string note) => new() { TraceId = trace.Id, Stage = TraceNotes.Stage, Payload = JsonSerializer.Serialize(new { note }), At = DateTimeOffset.UnixEpoch };
    }

    [Fact]
    public async Task What_was_said_is_kept_in_order_and_what_the_channel_tells_later_joins_it()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await AskAsync(acme, "Oi");
        var sent = (await acme.MessagesAsync())[1];
        (await acme.PostAsync(Webhooks.Receipt(sent.ProviderMessageId!, "DELIVERY_ACK"))).EnsureSuccessStatusCode();
        (await acme.PostAsync(Webhooks.Receipt(sent.ProviderMessageId!, "READ"))).EnsureSuccessStatusCode();
        (await acme.PostAsync(Webhooks.Receipt(sent.ProviderMessageId!, "DELIVERY_ACK"))).EnsureSuccessStatusCode();

        var payloads = await PayloadsAsync(acme);

        Assert.Equal(
            ["webhook_received", "agent_request", "agent_response", "channel_request", "channel_response", "receipt", "receipt"],
            payloads.Select(p => p.GetProperty("stage").GetString()));
        Assert.Equal(["delivered", "read"], payloads[^2..].Select(p => p.GetProperty("payload").GetProperty("status").GetString()));
        Assert.Equal("Answer to: Oi", payloads[3].GetProperty("payload").GetProperty("text").GetString());
        Assert.Equal("[redacted]", payloads[0].GetProperty("payload").GetProperty("apikey").GetString());
        Assert.Equal("[redacted]", payloads[1].GetProperty("payload").GetProperty("context").GetProperty("context_token").GetString());
    }

    [Fact]
    public async Task One_trace_tells_what_was_said_at_each_end_also_for_the_first_of_a_burst()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.DebounceMilliseconds, 1500)));
        (await acme.ReceiveAsync("ONE", Customer, "One")).EnsureSuccessStatusCode();
        (await acme.ReceiveAsync("TWO", Customer, "Two")).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m is [_, _, { Status: MessageStatus.Sent }]);
        using var api = acme.Api();
        using var answer = await api.GetAsync("/api/v1/traces");
        var list = (await answer.ReadAsync(HttpStatusCode.OK)).GetProperty("items").EnumerateArray().Reverse().ToList();

        foreach (var (trace, text) in list.Zip(["One", "Two"]))
        {
            Assert.Equal(trace.GetProperty("received_at").GetDateTimeOffset(), trace.GetProperty("created_at").GetDateTimeOffset());
            using var found = await api.GetAsync($"/api/v1/traces/{trace.GetProperty("trace_id").GetString()}");
            var one = await found.ReadAsync(HttpStatusCode.OK);
            Assert.Equal(
                (text, "[redacted]", "One\nTwo", "Answer to: One\nTwo", "Answer to: One\nTwo"),
                (one.GetProperty("incoming_payload").GetProperty("data").GetProperty("message").GetProperty("conversation").GetString(),
                    one.GetProperty("incoming_payload").GetProperty("apikey").GetString(),
                    one.GetProperty("agent_request_payload").GetProperty("message").GetString(),
                    one.GetProperty("agent_response_payload").GetProperty("message").GetString(),
                    one.GetProperty("outgoing_payload").GetProperty("text").GetString()));
        }

        Assert.Equal(2, list.Count);
    }

    [Fact]
    public async Task A_tool_called_in_a_turn_stands_in_its_trace()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await AskAsync(acme, "Where are you?");
        using var tool = app.Http();
        tool.DefaultRequestHeaders.Authorization = new("Bearer", acme.Agent.Calls[0].Body.GetProperty("context").GetProperty("context_token").GetString());
        using var sent = await tool.PostAsJsonAsync("/api/v1/tools/send-location?wait=true", new { latitude = 32.08, longitude = 34.78, name = "המשרד" });
        var message = await sent.ReadAsync(HttpStatusCode.OK);

        var payloads = await PayloadsAsync(acme);

        var asked = payloads.Single(p => p.GetProperty("stage").GetString() == "tool_request").GetProperty("payload");
        var answered = payloads.Single(p => p.GetProperty("stage").GetString() == "tool_response");
        Assert.Equal(("send-location", "המשרד"), (asked.GetProperty("tool").GetString(), asked.GetProperty("asked").GetProperty("location").GetProperty("name").GetString()));
        Assert.Equal((202, message.GetProperty("id").GetGuid()), (answered.GetProperty("status_code").GetInt32(), answered.GetProperty("payload").GetProperty("message_id").GetGuid()));
    }

    [Fact]
    public async Task A_failing_gateway_ends_the_trace_at_the_channel_with_its_words()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Gateway.Mode = FakeEvolutionMode.NotOnWhatsApp;
        (await acme.ReceiveAsync("A", Customer, "Oi")).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Failed }]);

        var trace = await TraceAsync(acme);

        Assert.Equal(("error", "channel", "This number is not on WhatsApp."), (trace.GetProperty("status").GetString(), trace.GetProperty("error_stage").GetString(), trace.GetProperty("error_message").GetString()));
        Assert.Equal([.. Ladder[..^1], "error"], trace.GetProperty("stages").EnumerateArray().Select(s => s.GetProperty("stage").GetString()));
        Assert.Contains(await PayloadsAsync(acme), p => p.GetProperty("stage").GetString() == "channel_response" && p.GetProperty("status_code").GetInt32() == 400);
    }

    private static async Task AskAsync(TestTenant tenant, string text)
    {
        (await tenant.ReceiveAsync("ASK", Customer, text)).EnsureSuccessStatusCode();
        await tenant.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
    }

    private static async Task<JsonElement> TraceAsync(TestTenant tenant)
    {
        var id = await tenant.ReadAsync(db => db.MessageTraces.Select(t => t.Id).SingleAsync());
        using var api = tenant.Api();
        using var answer = await api.GetAsync($"/api/v1/traces/{id}");
        return await answer.ReadAsync(HttpStatusCode.OK);
    }

    private static async Task<List<JsonElement>> PayloadsAsync(TestTenant tenant)
    {
        var id = await tenant.ReadAsync(db => db.MessageTraces.Select(t => t.Id).SingleAsync());
        using var api = tenant.Api();
        using var answer = await api.GetAsync($"/api/v1/traces/{id}/payloads");
        return [.. (await answer.ReadAsync(HttpStatusCode.OK)).GetProperty("items").EnumerateArray()];
    }
}
