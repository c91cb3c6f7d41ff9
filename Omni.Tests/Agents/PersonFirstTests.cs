// Once a person has answered, nothing of the agent leaves any more.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Conversations;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

[Heavy]
public sealed class PersonFirstTests(PersonFirstTests.App app) : IClassFixture<PersonFirstTests.App>
{
    private const string Customer = "5511988887777";

    private static readonly int Times = TestSize.IsFull ? 200 : 15;

    private static readonly int Instants = TestSize.IsFull ? 60 : 10;

    [Fact]
    public async Task A_person_who_answers_while_the_agent_thinks_is_the_only_one_heard_every_time()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Agent.Mode = FakeAgentMode.Hang;
        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.TimeoutSeconds, 60)));
        await AskAllAsync(acme, Times);
        var conversations = await acme.ReadAsync(db => db.Messages.OrderBy(m => m.Sequence).Select(m => m.ConversationId).ToListAsync());

        await Parallel.ForEachAsync(conversations.Index(), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (at, _) => await AnswerAsync(acme, at.Item, $"A person, {at.Index}"));

        // What was not called off by now answers now.
        acme.Agent.Release();

        var messages = await acme.WaitForMessagesAsync(m => m.Count(x => x.Status is MessageStatus.Sent) == Times);
        Assert.Equal(2 * Times, messages.Count);
        Assert.DoesNotContain(messages, m => m.Source is MessageSource.Bot);
        Assert.Equal(Times, acme.Gateway.Sends.Count);
        Assert.All(acme.Gateway.Sends, s => Assert.StartsWith("A person", s.Text));
        Assert.All(await acme.ReadAsync(db => db.MessageTraces.ToListAsync()), t => Assert.Equal(TraceStatus.Superseded, t.Status));
        await Eventually.ReadAsync(() => acme.ReadAsync(db => db.LaneLeases.CountAsync(l => l.Kind == Core.Jobs.LaneKind.Turn)), left => left == 0);
    }

    [Fact]
    public async Task When_both_answer_at_the_same_instant_nothing_of_the_agent_is_stored_or_leaves_after_the_person()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Agent.Mode = FakeAgentMode.Hang;
        await AskAllAsync(acme, Instants);
        var conversations = await acme.ReadAsync(db => db.Messages.OrderBy(m => m.Sequence).Select(m => m.ConversationId).ToListAsync());

        // All answers at once, from both sides.
        var released = Task.Run(acme.Agent.Release);
        await Task.WhenAll(conversations.Select((id, n) => AnswerAsync(acme, id, $"A person, {n}")));
        await released;
        await acme.WaitForMessagesAsync(m => m.Count(x => x.Source is MessageSource.Member && x.Status is MessageStatus.Sent) == Instants);
        await Eventually.ReadAsync(() => acme.ReadAsync(db => db.LaneLeases.CountAsync()), left => left == 0);

        foreach (var thread in (await acme.MessagesAsync()).GroupBy(m => m.ConversationId))
        {
            var person = thread.Single(m => m.Source is MessageSource.Member);
            Assert.DoesNotContain(thread, m => m.Source is MessageSource.Bot && m.Sequence > person.Sequence);
            Assert.All(thread.Where(m => m.Source is MessageSource.Bot), m => Assert.True(m.Status is MessageStatus.Cancelled or MessageStatus.Sent, $"{m.Status}"));
        }

        // On the wire, too: of every customer the person's answer is the last.
        Assert.All(acme.Gateway.Accepted.GroupBy(s => s.Number), sends => Assert.StartsWith("A person", sends.Last().Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ConversationStatus.Pending)]
    [InlineData(ConversationStatus.Open)]
    [InlineData(ConversationStatus.Resolved)]
    public async Task What_the_agent_had_queued_is_cancelled_whatever_the_conversations_status(ConversationStatus status)
    {
        await using var acme = await TestTenant.CreateAsync(app);
        acme.Gateway.Mode = FakeEvolutionMode.Error500;
        (await acme.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();
        var queued = await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Queued, Attempts: >= 1 }]);
        await acme.ReadAsync(db => db.Conversations.ExecuteUpdateAsync(c => c.SetProperty(x => x.Status, status)));

        await AnswerAsync(acme, queued[1].ConversationId, "A person");
        acme.Gateway.Mode = FakeEvolutionMode.Answer;

        var messages = await acme.WaitForMessagesAsync(m => m is [_, _, { Status: MessageStatus.Sent }]);
        Assert.Equal(MessageStatus.Cancelled, messages[1].Status);
        Assert.Equal("A person", Assert.Single(acme.Gateway.Accepted).Text);
        Assert.Equal(TraceStatus.Superseded, await acme.ReadAsync(db => db.MessageTraces.Select(t => t.Status).SingleAsync()));
        Assert.False(await acme.ReadAsync(db => db.Conversations.Select(c => c.BotEnabled).SingleAsync()));
    }

    private static async Task AskAllAsync(TestTenant tenant, int people)
    {
        await Parallel.ForAsync(0, people, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (person, _) =>
            (await tenant.ReceiveAsync($"ASK{person}", $"55119{person + 10_000_000}", "Oi")).EnsureSuccessStatusCode());
        await tenant.Agent.WaitForCallsAsync(people, TimeSpan.FromSeconds(30));
    }

    private async Task AnswerAsync(TestTenant tenant, Guid conversation, string text)
    {
        await using var scope = app.Enter(tenant.Tenant);
        var queued = await scope.ServiceProvider.GetRequiredService<QueueMessage>().RunAsync(
            new() { ConversationId = conversation, Content = text, Source = MessageSource.Member, AuthorName = "Ana" }, default);
        Assert.True(queued.IsOk);
    }

    // As many lanes for one tenant as the test has conversations: they are all to be thought about at once.
    public sealed class App : OmniApp
    {
        public App() => Settings["Omni:Agents:Concurrency"] = "1000";
    }
}
