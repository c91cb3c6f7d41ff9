using System.Net;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Recovery;

[LongRunning]
public sealed class KilledTests(KilledOmni omni) : IClassFixture<KilledOmni>
{
    [Fact]
    public async Task An_answer_that_was_thought_about_when_Omni_was_killed_goes_out_once_after_the_next_start()
    {
        var said = await Eventually.ReadAsync(() => omni.SaidToAsync(KilledOmni.Asker), s => s is [{ Status: (short)MessageStatus.Sent }], s => string.Join("; ", s));

        Assert.InRange(omni.Tenant.Gateway.Sends.Single(s => s.Number is KilledOmni.Asker).At - omni.StartedAgain, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Assert.Equal("Answer to: Are you there?", Assert.Single(said).Text);
        Assert.Equal(2, omni.Tenant.Agent.Calls.Count(c => c.Message is "Are you there?"));
    }

    [Fact]
    public async Task A_send_of_which_nobody_knows_is_not_repeated_and_heals_by_its_echo()
    {
        await Eventually.ReadAsync(() => omni.SaidToAsync(KilledOmni.Waiter), s => s is [{ Status: (short)MessageStatus.Unknown }], s => string.Join("; ", s));
        Assert.Single(omni.Tenant.Gateway.Sends, s => s.Number is KilledOmni.Waiter);

        using var answer = await omni.ReceiveAsync(Webhooks.Text("THE-ECHO", KilledOmni.Waiter, "Answer to: Hello", fromMe: true));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([("Answer to: Hello", (short)MessageStatus.Sent, "THE-ECHO")], await omni.SaidToAsync(KilledOmni.Waiter));
        (await omni.ReceiveAsync(Webhooks.Text("AFTER", KilledOmni.Waiter, "Thanks"))).EnsureSuccessStatusCode();
        await Eventually.ReadAsync(() => omni.SaidToAsync(KilledOmni.Waiter), s => s is [_, { Text: "Answer to: Thanks", Status: (short)MessageStatus.Sent }], s => string.Join("; ", s));
        Assert.Single(omni.Tenant.Gateway.Sends, s => s is { Number: KilledOmni.Waiter, Text: "Answer to: Hello" });
    }
}
