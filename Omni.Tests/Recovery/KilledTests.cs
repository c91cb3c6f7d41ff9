using System.Net;
using Omni.Core.Messages;
using Omni.Tests.Backfill;
using Omni.Tests.Support;

namespace Omni.Tests.Recovery;

[Heavy]
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

    [Fact]
    public async Task What_was_scheduled_goes_out_once_from_the_next_start()
    {
        await omni.Punctual.WaitForMessagesAsync(m => m.Count(x => x.Direction is MessageDirection.Outbound && x.Status is MessageStatus.Sent or MessageStatus.Unknown) == KilledOmni.Scheduled);

        var sent = omni.Punctual.Gateway.Sends.Select(s => s.Text!).ToList();
        Assert.Equal(sent.Count, sent.Distinct().Count());
        var unknown = (await omni.Punctual.MessagesAsync()).Where(m => m.Status is MessageStatus.Unknown).Select(m => m.Text!);
        Assert.Equal(KilledOmni.Scheduled, sent.Union(unknown).Count());
    }

    [Fact]
    public async Task A_backfill_ends_as_one_that_was_left_alone()
    {
        using var api = omni.As(omni.Backfill.Key);
        var job = await api.WaitForJobAsync(omni.Backfill.Job, j => j.GetProperty("status").GetString() == "completed");

        Assert.InRange(omni.Backfill.DoneWhenKilled, 1, KilledBackfill.Rows - 1);
        Assert.Equal(
            (KilledBackfill.Rows - 1, 1, KilledBackfill.Persons, KilledBackfill.Persons),
            (job.Count("linked"), job.Count("bad"), job.Count("contacts_made"), job.Count("conversations_made")));
        Assert.Equal(omni.Backfill.LeftAlone, await omni.Backfill.EverythingAsync());
    }

    [Fact]
    public async Task An_event_that_was_being_told_is_told_again_with_all_that_waited()
    {
        var calls = await omni.Receiver.WaitAsync(4, timeout: TimeSpan.FromSeconds(40));

        Assert.Equal(["one", "one", "two", "three"], calls.Select(c => c.Said));
        Assert.Equal(calls[0].Delivery, calls[1].Delivery);
        Assert.Equal(3, calls.Select(c => c.Delivery).Distinct().Count());
    }
}
