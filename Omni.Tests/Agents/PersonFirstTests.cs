// Once a person has answered, nothing of the agent leaves any more.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Conversations;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class PersonFirstTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const string Customer = "5511988887777";

    [Fact]
    public async Task A_person_who_answers_while_the_agent_thinks_is_the_only_one_heard_twenty_times_of_twenty()
    {
        await using var acme = await TestTenant.CreateAsync(app);

        for (var time = 1; time <= 20; time++)
        {
            acme.Agent.Mode = FakeAgentMode.Hang;
            var digits = $"55119{time + 10_000_000}";
            (await acme.ReceiveAsync($"ASK{time}", digits, "Oi")).EnsureSuccessStatusCode();
            await acme.Agent.WaitForCallsAsync(time);
            var conversation = await acme.ReadAsync(db => db.Messages.Where(m => m.ProviderMessageId == $"ASK{time}").Select(m => m.ConversationId).SingleAsync());

            await AnswerAsync(acme, conversation, $"A person, {time}");
            acme.Agent.Mode = FakeAgentMode.Answer;
            acme.Agent.Release();

            await Eventually.ReadAsync(() => acme.ReadAsync(db => db.MessageTraces.SingleAsync(t => t.ConversationId == conversation)), t => t.AgentAnsweredAt is not null);
        }

        var messages = await acme.WaitForMessagesAsync(m => m.Count(x => x.Status is MessageStatus.Sent) == 20);
        Assert.Equal(40, messages.Count);
        Assert.DoesNotContain(messages, m => m.Source is MessageSource.Bot);
        Assert.All(acme.Gateway.Sends, s => Assert.StartsWith("A person", s.Text));
        Assert.All(await acme.ReadAsync(db => db.MessageTraces.ToListAsync()), t => Assert.Equal(TraceStatus.Superseded, t.Status));
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

    private async Task AnswerAsync(TestTenant tenant, Guid conversation, string text)
    {
        await using var scope = app.Enter(tenant.Tenant);
        var queued = await scope.ServiceProvider.GetRequiredService<QueueMessage>().RunAsync(
            new() { ConversationId = conversation, Content = text, Source = MessageSource.Member, AuthorName = "Ana" }, default);
        Assert.True(queued.IsOk);
    }
}
