// What becomes of a turn when the customer writes more while the agent is being asked.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Agents;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class OvertakenTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const string Customer = "5511988887777";

    [Fact]
    public async Task By_default_the_turn_goes_on_and_what_came_meanwhile_is_the_next_one()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Agent.Mode = FakeAgentMode.Hang;
        await SayAsync(acme, "ONE", "One");
        await acme.Agent.WaitForCallsAsync(1);
        await SayAsync(acme, "TWO", "Two");
        await SayAsync(acme, "THREE", "Three");
        acme.Agent.Mode = FakeAgentMode.Answer;
        acme.Agent.Release();

        await acme.WaitForMessagesAsync(m => m.Count(x => x.Status is MessageStatus.Sent) == 2);
        Assert.Equal(["One", "Two\nThree"], acme.Agent.Calls.Select(c => c.Message));
        Assert.Equal(["Answer to: One", "Answer to: Two\nThree"], acme.Gateway.Sends.Select(s => s.Text));
        Assert.All(await TracesAsync(acme), t => Assert.Equal(TraceStatus.Completed, t));
    }

    [Fact]
    public async Task An_overtaken_turn_is_stopped_its_answer_dropped_and_one_new_turn_answers_everything()
    {
        await using var acme = await SupersedingAsync();
        acme.Agent.Mode = FakeAgentMode.Hang;
        await SayAsync(acme, "ONE", "One");
        await acme.Agent.WaitForCallsAsync(1);
        acme.Agent.Mode = FakeAgentMode.Answer;
        await SayAsync(acme, "TWO", "Two");

        var messages = await acme.WaitForMessagesAsync(m => m is [_, _, { Status: MessageStatus.Sent }]);
        acme.Agent.Release();
        Assert.Equal(["One", "One\nTwo"], acme.Agent.Calls.Select(c => c.Message));
        Assert.Equal("Answer to: One\nTwo", Assert.Single(acme.Gateway.Sends).Text);
        Assert.Equal([messages[2].TurnId, messages[2].TurnId, messages[2].TurnId], messages.Select(m => m.TurnId));
        await Eventually.ReadAsync(() => TracesAsync(acme), t => t is [TraceStatus.Superseded, TraceStatus.Completed]);
        Assert.Contains(TraceNotes.Overtaken, Assert.Single(await acme.ReadAsync(db => db.TracePayloads.Where(p => p.Stage == TraceNotes.Stage).ToListAsync())).Payload, StringComparison.Ordinal);
        Assert.Contains("wrote more", await acme.ReadAsync(db => db.TracePayloads.Where(p => p.Stage == "note").Select(p => p.Payload).SingleAsync()));
    }

    [Fact]
    public async Task Somebody_who_writes_without_pause_still_gets_an_answer()
    {
        await using var acme = await SupersedingAsync();
        acme.Agent.Mode = FakeAgentMode.Hang;

        for (var words = 1; words <= 6; words++)
        {
            await SayAsync(acme, $"WORD{words}", $"{words}");

            // Three times the turn begins anew; the fourth time it is let through.
            await acme.Agent.WaitForCallsAsync(Math.Min(words, 4));
        }

        Assert.Equal(["1", "1\n2", "1\n2\n3", "1\n2\n3\n4"], acme.Agent.Calls.Select(c => c.Message));
        acme.Agent.Mode = FakeAgentMode.Answer;
        acme.Agent.Release();

        await acme.Gateway.WaitForSendsAsync(2);
        Assert.Equal(["Answer to: 1\n2\n3\n4", "Answer to: 5\n6"], acme.Gateway.Sends.Select(s => s.Text));
    }

    [Fact]
    public async Task What_comes_to_another_node_overtakes_too()
    {
        await using var two = OmniApp.On(app.ConnectionString);
        await two.InitializeAsync();
        await using var acme = await SupersedingAsync();
        acme.Agent.Mode = FakeAgentMode.Hang;
        await SayAsync(acme, "ONE", "One");
        await acme.Agent.WaitForCallsAsync(1);

        // The other node takes the message, but cannot take the turn: the first one has the lane.
        await two.StopLanesAsync();
        acme.Agent.Mode = FakeAgentMode.Answer;
        using var http = two.Http();
        http.DefaultRequestHeaders.Add("X-Omni-Webhook-Token", TestTenant.WebhookToken);
        (await http.PostAsync($"/webhook/evolution/{acme.InstanceName}", new ByteArrayContent(Webhooks.Text("TWO", Customer, "Two")))).EnsureSuccessStatusCode();

        await acme.Gateway.WaitForSendsAsync(1);
        Assert.Equal("Answer to: One\nTwo", Assert.Single(acme.Gateway.Sends).Text);
    }

    private static async Task SayAsync(TestTenant tenant, string id, string text) => (await tenant.ReceiveAsync(id, Customer, text)).EnsureSuccessStatusCode();

    private static Task<List<TraceStatus>> TracesAsync(TestTenant tenant)
        => tenant.ReadAsync(db => db.MessageTraces.OrderBy(t => t.ReceivedAt).Select(t => t.Status).ToListAsync());

    private async Task<TestTenant> SupersedingAsync()
    {
        var tenant = await TestTenant.CreateAsync(app);
        await tenant.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.WhenOvertaken, WhenOvertaken.Supersede).SetProperty(x => x.TimeoutSeconds, 30)));
        return tenant;
    }
}
