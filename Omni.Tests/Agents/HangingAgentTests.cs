// One tenant's agent hangs with a hundred conversations waiting: nobody else notices.
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class HangingAgentTests(OmniApp app) : IClassFixture<OmniApp>
{
    [Fact]
    public async Task While_one_tenants_agent_hangs_webhooks_stay_fast_and_others_are_answered()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var bolt = await TestTenant.CreateAsync(app);
        acme.Agent.Mode = FakeAgentMode.Hang;
        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.TimeoutSeconds, 30)));
        var took = new List<TimeSpan>();

        for (var person = 0; person < 100; person++)
        {
            var watch = Stopwatch.StartNew();
            (await acme.ReceiveAsync($"WAIT{person}", $"55119{person + 10_000_000}", "Are you there?")).EnsureSuccessStatusCode();
            took.Add(watch.Elapsed);
        }

        // Eight of thirty-two lanes are one tenant's share.
        await acme.Agent.WaitForCallsAsync(8);
        var answered = Stopwatch.StartNew();
        (await bolt.ReceiveAsync("QUICK", "5511988887777", "Oi")).EnsureSuccessStatusCode();
        await bolt.Gateway.WaitForSendsAsync(1);

        TestContext.Current.SendDiagnosticMessage($"95 of 100 webhooks took at most {took.Order().ElementAt(94).TotalMilliseconds:0} ms; the other tenant's answer took {answered.Elapsed.TotalMilliseconds:0} ms");
        Assert.InRange(answered.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.InRange(took.Order().ElementAt(94), TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        Assert.Equal(8, acme.Agent.Calls.Count);
        Assert.Empty(acme.Gateway.Sends);

        acme.Agent.Mode = FakeAgentMode.Answer;
        acme.Agent.Release();
        var messages = await acme.WaitForMessagesAsync(m => m.Count(x => x.Status is MessageStatus.Sent) == 100);
        Assert.Equal((200, 100, 100), (messages.Count, acme.Agent.Calls.Count, acme.Gateway.Sends.Count));
    }
}
