// What agents answer and how they are asked, on the wire.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Agents;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class AgentAnswerTests(SharedApp app)
{
    private const string Customer = "919391189719";

    [Theory]
    [InlineData("919391189719", "d3b657af-d006-5e44-915b-dd08353f1b38")]
    [InlineData("whatsapp-test_919391189719", "2781b4f5-c907-559c-9967-cc296d2c1a0a")]
    [InlineData("1234567890", "84d749e3-7f62-58f3-ae22-6d05413aca22")]
    [InlineData("default", "02e81b29-f150-54b9-9a08-ce75944f6889")]
    public void A_name_has_the_uuid_of_the_contract(string name, string uuid) => Assert.Equal(Guid.Parse(uuid), NameUuid.Of(name));

    [Fact]
    public async Task A_person_and_their_session_are_known_by_the_uuids_of_the_contract()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await acme.ReadAsync(db => db.Instances.ExecuteUpdateAsync(i => i.SetProperty(x => x.Name, "whatsapp-test")));

        using var http = app.Http();
        http.DefaultRequestHeaders.Add("X-Omni-Webhook-Token", TestTenant.WebhookToken);
        (await http.PostAsync("/webhook/evolution/whatsapp-test", new ByteArrayContent(Webhooks.Text("ASK", Customer, "Oi")))).EnsureSuccessStatusCode();

        var asked = Assert.Single(await acme.Agent.WaitForCallsAsync(1)).Body;
        Assert.Equal("d3b657af-d006-5e44-915b-dd08353f1b38", asked.GetProperty("user_id").GetString());
        Assert.Equal("2781b4f5-c907-559c-9967-cc296d2c1a0a", asked.GetProperty("session_id").GetString());
        Assert.Equal("whatsapp-test_919391189719", asked.GetProperty("session_name").GetString());
    }

    [Fact]
    public async Task An_empty_answer_sends_nothing_and_the_trace_says_so()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Agent.Mode = FakeAgentMode.Empty;

        (await acme.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();

        var trace = await Eventually.ReadAsync(() => acme.ReadAsync(db => db.MessageTraces.SingleAsync()), t => t.CompletedAt is not null, t => $"{t.Status}");
        Assert.Equal((TraceStatus.Completed, true), (trace.Status, trace.AgentSucceeded));
        Assert.Contains("no text", await acme.ReadAsync(db => db.TracePayloads.Where(p => p.Stage == "note").Select(p => p.Payload).SingleAsync()));
        Assert.Single(await acme.MessagesAsync());
        Assert.Empty(acme.Gateway.Sends);
        Assert.True(await acme.ReadAsync(db => db.Conversations.Select(c => c.BotEnabled).SingleAsync()));
    }

    [Fact]
    public async Task A_handoff_sends_its_words_and_opens_the_conversation_for_people()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Agent.Answer = _ => new { message = "I get a colleague.", handoff = true };

        (await acme.ReceiveAsync("ASK", Customer, "A human please")).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent, Text: "I get a colleague." }]);
        (await acme.ReceiveAsync("MORE", Customer, "Are you there?")).EnsureSuccessStatusCode();

        var conversation = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.Equal((ConversationStatus.Open, false), (conversation.Status, conversation.BotEnabled));
        Assert.Equal(ActivityKind.HandedOver, await acme.ReadAsync(db => db.Activities.Select(a => a.Kind).SingleAsync()));
        Assert.False((await acme.MessagesAsync())[^1].AwaitsTurn);
        Assert.Single(acme.Agent.Calls);
    }

    [Fact]
    public async Task A_handoff_with_a_whole_report_for_a_reason_is_one_handoff()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Agent.Answer = _ => new { message = "I get a colleague.", handoff = new { reason = new string('R', 3000) } };

        (await acme.ReceiveAsync("ASK", Customer, "A human please")).EnsureSuccessStatusCode();

        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent, Text: "I get a colleague." }]);
        var line = await acme.ReadAsync(db => db.Activities.SingleAsync());
        Assert.Equal((ActivityKind.HandedOver, 500), (line.Kind, line.Detail!.Length));
        Assert.Single(acme.Agent.Calls);
    }

    [Fact]
    public async Task A_burst_is_one_turn()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.DebounceMilliseconds, 4000)));

        foreach (var word in (string[])["I", "have", "a", "question"])
        {
            (await acme.ReceiveAsync(word, Customer, word)).EnsureSuccessStatusCode();
        }

        await acme.WaitForMessagesAsync(m => m is [_, _, _, _, { Status: MessageStatus.Sent }]);
        Assert.Equal("I\nhave\na\nquestion", Assert.Single(acme.Agent.Calls).Message);
        Assert.All(await acme.ReadAsync(db => db.MessageTraces.ToListAsync()), t => Assert.Equal(TraceStatus.Completed, t.Status));
        Assert.Single(await acme.ReadAsync(db => db.MessageTraces.Select(t => t.TurnId).Distinct().ToListAsync()));
    }
}
