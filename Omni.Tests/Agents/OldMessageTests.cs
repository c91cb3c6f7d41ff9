// After downtime an agent answers nothing that nobody expects an answer to any more; people see it waiting.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class OldMessageTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const string Customer = "5511988887777";

    [Theory]
    [InlineData(9, true)]
    [InlineData(11, false)]
    public async Task A_message_is_answered_while_the_channel_says_that_it_is_at_most_ten_minutes_old(int minutes, bool isAnswered)
    {
        await using var acme = await TestTenant.CreateAsync(app);
        (await acme.PostAsync(Webhooks.Text("ASK", Customer, "Oi", at: Ago(minutes)))).EnsureSuccessStatusCode();

        var trace = await Eventually.ReadAsync(() => acme.ReadAsync(db => db.MessageTraces.SingleAsync()), t => t.CompletedAt is not null);

        Assert.Equal(isAnswered ? TraceStatus.Completed : TraceStatus.Error, trace.Status);
        Assert.Equal(isAnswered ? 1 : 0, acme.Agent.Calls.Count);
        Assert.Equal(isAnswered, trace.ErrorMessage is null);
        Assert.True(isAnswered || trace.ErrorMessage!.Contains("11 minutes old", StringComparison.Ordinal), trace.ErrorMessage);

        var conversation = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.Equal(isAnswered ? (ConversationStatus.Pending, true, false, 1) : (ConversationStatus.Open, false, true, 1), (conversation.Status, conversation.BotEnabled, conversation.WaitingSince is not null, conversation.UnreadCount));
        Assert.Equal(isAnswered ? [] : [ActivityKind.TooOld], await acme.ReadAsync(db => db.Activities.Select(a => a.Kind).ToListAsync()));
    }

    [Fact]
    public async Task What_is_older_than_any_channel_keeps_comes_from_a_wrong_clock_and_is_answered()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        (await acme.PostAsync(Webhooks.Text("ASK", Customer, "Oi", at: Ago(60 * 24 * 40)))).EnsureSuccessStatusCode();

        await Eventually.ReadAsync(() => acme.ReadAsync(db => db.MessageTraces.SingleAsync()), t => t.Status is TraceStatus.Completed);
        Assert.Single(acme.Agent.Calls);
    }

    [Fact]
    public async Task What_waited_while_every_node_was_down_goes_to_people()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.DebounceMilliseconds, 6000)));
        (await acme.PostAsync(Webhooks.Text("ASK", Customer, "Oi", at: Ago(0)))).EnsureSuccessStatusCode();

        app.Clock.Advance(TimeSpan.FromMinutes(30));

        await Eventually.ReadAsync(() => acme.ReadAsync(db => db.Conversations.SingleAsync()), c => c is { BotEnabled: false, Status: ConversationStatus.Open });
        Assert.Empty(acme.Agent.Calls);
        Assert.Empty(acme.Gateway.Sends);
    }

    [Fact]
    public async Task History_and_our_own_messages_are_never_answered()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        (await acme.PostAsync(Webhooks.History(Webhooks.Item("OLD", Customer, "From the past", at: Ago(60)), Webhooks.Item("NEW", Customer, "From just now", at: Ago(0))))).EnsureSuccessStatusCode();
        (await acme.PostAsync(Webhooks.Text("OWN", Customer, "By phone", fromMe: true, at: Ago(0)))).EnsureSuccessStatusCode();

        Assert.Equal(3, (await acme.MessagesAsync()).Count);
        Assert.All(await acme.MessagesAsync(), m => Assert.False(m.AwaitsTurn));
        Assert.Empty(acme.Agent.Calls);
    }

    private long Ago(int minutes) => app.Clock.GetUtcNow().AddMinutes(-minutes).ToUnixTimeSeconds();
}
