// A rule holds at once: for turns that are under way, on every node, and also when nobody can read it.
using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Access;

[LongRunning]
public sealed class RuleDuringTurnTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const string Maria = "5511988887777";
    private const string Group = "120363000000000001@g.us";

    [Fact]
    public async Task A_rule_that_is_made_while_the_agent_thinks_is_the_last_word_twenty_times_of_twenty()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();

        for (var time = 1; time <= 20; time++)
        {
            acme.Agent.Mode = FakeAgentMode.Hang;
            var digits = $"55119{time + 10_000_000}";
            (await acme.ReceiveAsync($"ASK{time}", digits, "Oi")).EnsureSuccessStatusCode();
            await acme.Agent.WaitForCallsAsync(time);

            await Rules.MakeAsync(api, "block", $"+{digits}", reason: "Enough");
            acme.Agent.Mode = FakeAgentMode.Answer;
            acme.Agent.Release();

            var id = $"ASK{time}";
            var message = await acme.WaitForMessagesAsync(m => m.Exists(x => x.ProviderMessageId == id && x.Status is MessageStatus.Blocked));
            Assert.DoesNotContain(message, m => m.Direction is MessageDirection.Outbound);
        }

        Assert.Empty(acme.Gateway.Sends);
        Assert.Equal(20, await acme.ReadAsync(db => db.MessageBlocks.CountAsync(b => b.Reason == "Enough")));
        Assert.All(await acme.ReadAsync(db => db.MessageTraces.ToListAsync()), t => Assert.Equal(TraceStatus.AccessDenied, t.Status));
        Assert.Equal(20, await acme.ReadAsync(db => db.TracePayloads.CountAsync(p => p.Stage == "agent_response")));
    }

    [Fact]
    public async Task A_rule_that_is_made_while_a_burst_is_awaited_keeps_the_agent_from_being_asked()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.DebounceMilliseconds, 4_000)));
        (await acme.ReceiveAsync("ASK", Maria, "Oi")).EnsureSuccessStatusCode();

        await Rules.MakeAsync(api, "block", "+55*");

        await acme.WaitForMessagesAsync(m => m is [{ Status: MessageStatus.Blocked, AwaitsTurn: false }]);
        Assert.Empty(acme.Agent.Calls);
        Assert.Empty(acme.Gateway.Calls);
    }

    [Fact]
    public async Task In_a_group_the_others_are_answered_all_the_same()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        acme.Agent.Mode = FakeAgentMode.Hang;
        (await acme.PostAsync(new Said("G1", Group) { Participant = $"{Maria}@s.whatsapp.net", Text = "from Maria" }.ToBody())).Dispose();
        await acme.Agent.WaitForCallsAsync(1);
        (await acme.PostAsync(new Said("G2", Group) { Participant = "5521977776666@s.whatsapp.net", Text = "from João" }.ToBody())).Dispose();
        await acme.ReadAsync(db => db.Messages.CountAsync());

        await Rules.MakeAsync(api, "block", $"+{Maria}");
        acme.Agent.Mode = FakeAgentMode.Answer;
        acme.Agent.Release();

        var messages = await acme.WaitForMessagesAsync(m => m.Exists(x => x.Status is MessageStatus.Sent));
        Assert.Equal(MessageStatus.Blocked, messages.Single(m => m.ProviderMessageId == "G1").Status);
        var asked = acme.Agent.Calls[^1].Message;
        Assert.DoesNotContain("from Maria", asked);
        Assert.Contains("from João", asked);
        Assert.Single(messages, m => m.Direction is MessageDirection.Outbound);
    }

    [Fact]
    public async Task A_tool_says_nothing_more_to_whom_a_rule_blocks()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        acme.Agent.Mode = FakeAgentMode.Hang;
        (await acme.ReceiveAsync("ASK", Maria, "Oi")).EnsureSuccessStatusCode();
        var call = (await acme.Agent.WaitForCallsAsync(1))[0];
        using var tool = app.Http();
        tool.DefaultRequestHeaders.Authorization = new("Bearer", call.Body.GetProperty("context").GetProperty("context_token").GetString());

        await Rules.MakeAsync(api, "block", $"+{Maria}");
        using var refused = await tool.PostAsJsonAsync("/api/v1/tools/send-text", new { text = "One more thing" });

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        acme.Agent.Release();
        await acme.WaitForMessagesAsync(m => m is [{ Status: MessageStatus.Blocked }]);
        Assert.Empty(acme.Gateway.Sends);
    }

    [Fact]
    public async Task A_rule_that_one_node_makes_holds_on_the_other_with_the_next_message()
    {
        await using var two = OmniApp.On(app.ConnectionString);
        await two.InitializeAsync();
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        using var other = two.Api(acme.ApiKey);

        for (var time = 1; time <= 10; time++)
        {
            // The sender is known to both nodes, by the quick way.
            await PostAsync(two, acme, $"A{time}");
            await PostAsync(app, acme, $"B{time}");
            var rule = await Rules.MakeAsync(api, "block", $"+{Maria}");
            await PostAsync(two, acme, $"C{time}");
            using var deleted = await other.DeleteAsync($"/api/v1/access/rules/{rule.GetProperty("id").GetString()}");
            deleted.EnsureSuccessStatusCode();
            await PostAsync(app, acme, $"D{time}");
            using var closed = await api.PatchAsJsonAsync($"/api/v1/instances/{acme.InstanceName}", new { access_mode = "allowlist" });
            await PostAsync(two, acme, $"E{time}");
            using var opened = await other.PatchAsJsonAsync($"/api/v1/instances/{acme.InstanceName}", new { access_mode = "open" });
        }

        var blocked = (await acme.MessagesAsync()).ToLookup(m => m.ProviderMessageId![0], m => m.Status is MessageStatus.Blocked);
        Assert.All("ABD", kind => Assert.DoesNotContain(true, blocked[kind]));
        Assert.All("CE", kind => Assert.DoesNotContain(false, blocked[kind]));
    }

    [Fact]
    public async Task Rules_that_cannot_be_read_let_nothing_out_and_what_waited_is_answered_when_they_can()
    {
        await using var own = new OmniApp();
        await own.InitializeAsync();
        await using var acme = await TestTenant.CreateAsync(own);
        (await acme.ReceiveAsync("BEFORE", Maria, "Oi")).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);

        // Also for an answer that is under way.
        acme.Agent.Mode = FakeAgentMode.Hang;
        (await acme.ReceiveAsync("DURING", Maria, "E agora?")).EnsureSuccessStatusCode();
        await acme.Agent.WaitForCallsAsync(2);
        await ExecuteAsync(own, "REVOKE SELECT ON access_rules FROM omni_app");
        acme.Agent.Mode = FakeAgentMode.Answer;
        acme.Agent.Release();
        (await acme.ReceiveAsync("KNOWN", Maria, "Oi?")).EnsureSuccessStatusCode();
        (await acme.ReceiveAsync("NEW", "5521977776666", "Oi!")).EnsureSuccessStatusCode();

        var traces = await Eventually.ReadAsync(() => acme.ReadAsync(db => db.MessageTraces.AsNoTracking().Where(t => t.CompletedAt == null).ToListAsync()), t => t.Count == 3 && t.TrueForAll(x => x.ErrorMessage is not null));
        Assert.All(traces, t => Assert.Equal("The access rules could not be read, so nothing is answered.", t.ErrorMessage));
        Assert.All((await acme.MessagesAsync()).Skip(2), m => Assert.Equal((MessageStatus.Received, true), (m.Status, m.AwaitsTurn)));
        Assert.Single(acme.Gateway.Sends);

        using var api = acme.Api();
        using var unknown = await api.PostAsJsonAsync("/api/v1/access/check", new { instance = acme.InstanceName, sender = $"+{Maria}" });
        Assert.True((int)unknown.StatusCode >= 500);

        await ExecuteAsync(own, "GRANT SELECT ON access_rules TO omni_app");
        await acme.WaitForMessagesAsync(m => m.TrueForAll(x => !x.AwaitsTurn) && m.Count(x => x.Status is MessageStatus.Sent) >= 3);
        Assert.All(await acme.ReadAsync(db => db.MessageTraces.Where(t => t.CompletedAt != null).ToListAsync()), t => Assert.Equal((TraceStatus.Completed, null), (t.Status, t.ErrorMessage)));
    }

    private static async Task ExecuteAsync(OmniApp node, string sql)
    {
        await using var connection = new NpgsqlConnection(node.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task PostAsync(OmniApp node, TestTenant acme, string id)
    {
        using var http = node.Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhook/evolution/{acme.InstanceName}") { Content = new ByteArrayContent(Webhooks.Text(id, Maria, "Oi")) };
        request.Headers.Add("X-Omni-Webhook-Token", TestTenant.WebhookToken);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}
