// An answer that grows: members see it, the customer gets whole paragraphs, and nothing leaves any more once somebody was quicker.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Agents;
using Omni.Core.Conversations;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class GrowingAnswerTests(GrowingApp app) : IClassFixture<GrowingApp>
{
    private const string Customer = "5511988887777";
    private static readonly string Fence = new('`', 3);

    [Fact]
    public async Task The_customer_gets_whole_paragraphs_as_they_are_complete_and_the_rest_with_the_end()
    {
        await using var acme = await AskedAsync("Tell me everything");

        app.Agent.Grow("First, the ba");
        app.Agent.Grow("First, the basics.\n\nThen");
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        Assert.Equal("Then", Growing(acme, await ConversationAsync(acme))?.Text);

        app.Agent.Grow($"First, the basics.\n\nThen code:\n{Fence}\na = 1\n\nb = 2\n");
        app.Agent.Grow($"First, the basics.\n\nThen code:\n{Fence}\na = 1\n\nb = 2\n{Fence}\n\nAnd the");
        await acme.WaitForMessagesAsync(m => m is [_, _, { Status: MessageStatus.Sent }]);
        app.Agent.End(new AgentAnswer.Answered($"First, the basics.\n\nThen code:\n{Fence}\na = 1\n\nb = 2\n{Fence}\n\nAnd the end."));

        var messages = await acme.WaitForMessagesAsync(m => m is [_, _, _, { Status: MessageStatus.Sent }]);
        Assert.Equal(["First, the basics.", $"Then code:\n{Fence}\na = 1\n\nb = 2\n{Fence}", "And the end."], acme.Gateway.Sends.Select(s => s.Text));
        Assert.Equal([0, 1, 2], messages.Skip(1).Select(m => (int)m.Part));
        Assert.All(messages, m => Assert.Equal(messages[0].TurnId, m.TurnId));
        Assert.Null(Growing(acme, messages[0].ConversationId));
        Assert.Equal(TraceStatus.Completed, (await TraceAsync(acme)).Status);
    }

    [Fact]
    public async Task Where_long_texts_are_not_cut_a_growing_answer_leaves_as_one()
    {
        await using var acme = await AskedAsync("Tell me", splits: false);

        app.Agent.Grow("One.\n\nTwo.\n\nThr");
        app.Agent.End(new AgentAnswer.Answered("One.\n\nTwo.\n\nThree."));

        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent, Text: "One.\n\nTwo.\n\nThree." }]);
        Assert.Single(acme.Gateway.Sends);
    }

    [Fact]
    public async Task A_person_who_takes_over_in_the_middle_ends_it_and_what_had_left_stays()
    {
        await using var acme = await AskedAsync("Tell me everything");
        app.Agent.Grow("The beginning.\n\nThe mid");
        var messages = await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        var stopped = app.Agent.Stopped;

        await SayAsync(acme, messages[0].ConversationId, "Let me help you.");
        app.Agent.Grow("The beginning.\n\nThe middle.\n\nThe end");

        await Eventually.ReadAsync(() => Task.FromResult(app.Agent.Stopped), s => s > stopped);
        messages = await acme.WaitForMessagesAsync(m => m is [_, _, { Status: MessageStatus.Sent }]);
        Assert.Equal(["The beginning.", "Let me help you."], acme.Gateway.Sends.Select(s => s.Text));
        Assert.Equal(TraceStatus.Superseded, (await TraceAsync(acme)).Status);
        await Eventually.ReadAsync(() => acme.ReadAsync(db => db.TracePayloads.Where(p => p.Stage == "note").Select(p => p.Payload).ToListAsync()), n => n.Exists(p => p.Contains("stays in the thread", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_stored_and_has_not_left_when_a_person_takes_over_never_leaves()
    {
        await using var acme = await AskedAsync("Tell me everything");
        acme.Gateway.Mode = FakeEvolutionMode.Error500;
        app.Agent.Grow("The beginning.\n\nThe middle.\n\nThe e");
        var messages = await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Queued, Attempts: >= 1 }, ..]);

        await SayAsync(acme, messages[0].ConversationId, "Let me help you.");
        acme.Gateway.Mode = FakeEvolutionMode.Answer;

        await acme.WaitForMessagesAsync(m => m[^1] is { Source: MessageSource.Member, Status: MessageStatus.Sent });
        Assert.Equal("Let me help you.", Assert.Single(acme.Gateway.Accepted).Text);
        Assert.All((await acme.MessagesAsync()).Where(m => m.Source is MessageSource.Bot), m => Assert.Equal(MessageStatus.Cancelled, m.Status));
    }

    [Fact]
    public async Task A_failure_in_the_middle_sends_nothing_more_and_goes_to_the_team()
    {
        await using var acme = await AskedAsync("Tell me everything");
        await acme.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.FailureText, "Sorry!")));
        app.Agent.Grow("The beginning.\n\nThe mid");
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        var asked = app.Agent.Asked.Count;

        app.Agent.End(new AgentAnswer.Failed("The agent broke off its answer.", MayRepeat: true));

        var trace = await Eventually.ReadAsync(() => TraceAsync(acme), t => t.Status is TraceStatus.Error);
        Assert.Contains("stays in the thread", trace.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(asked, app.Agent.Asked.Count);
        Assert.Single(acme.Gateway.Sends);
        Assert.Equal(2, (await acme.MessagesAsync()).Count);
        Assert.Equal(ActivityKind.AgentFailed, await acme.ReadAsync(db => db.Activities.Select(a => a.Kind).SingleAsync()));
    }

    [Fact]
    public async Task An_overtaken_answer_leaves_no_further_and_the_new_one_answers_everything()
    {
        await using var acme = await AskedAsync("One", superseding: true);
        app.Agent.Grow("About one.\n\nMore ab");
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        var asked = app.Agent.Asked.Count;

        (await acme.ReceiveAsync("TWO", Customer, "Two")).EnsureSuccessStatusCode();
        await app.Agent.WaitForQuestionsAsync(asked + 1);
        Assert.Equal("One\nTwo", app.Agent.Asked[^1].Message);
        app.Agent.End(new AgentAnswer.Answered("About both."));

        await acme.WaitForMessagesAsync(m => m is [_, _, _, { Status: MessageStatus.Sent }]);
        Assert.Equal(["About one.", "About both."], acme.Gateway.Sends.Select(s => s.Text));
    }

    [Fact]
    public async Task Files_and_places_follow_the_text_in_the_turn()
    {
        await using var acme = await AskedAsync("Where are you?");
        app.Agent.End(new AgentAnswer.Answered("Here we are.")
        {
            Contents =
            [
                new() { Kind = MessageKind.Image, Text = "The door", File = new() { Bytes = [1, 2, 3], MimeType = "image/png" } },
                new() { Kind = MessageKind.Location, Details = new() { Location = new(1.5, 2.5, null, null) } },
                new() { Kind = MessageKind.Poll, Text = "Nobody can send this" },
            ],
        });

        var messages = await acme.WaitForMessagesAsync(m => m is [_, _, _, { Status: MessageStatus.Sent }]);
        Assert.Equal([MessageKind.Text, MessageKind.Image, MessageKind.Location], messages.Skip(1).Select(m => m.Kind));
        Assert.All(messages, m => Assert.Equal(messages[0].TurnId, m.TurnId));
        Assert.Contains("could not be sent", await acme.ReadAsync(db => db.TracePayloads.Where(p => p.Stage == "note").Select(p => p.Payload).SingleAsync()), StringComparison.Ordinal);
    }

    private static Task<MessageTrace> TraceAsync(TestTenant tenant) => tenant.ReadAsync(db => db.MessageTraces.SingleAsync());

    private static Task<Guid> ConversationAsync(TestTenant tenant) => tenant.ReadAsync(db => db.Conversations.Select(c => c.Id).SingleAsync());

    private GrowingText? Growing(TestTenant tenant, Guid conversation) => app.Services.GetRequiredService<GrowingTexts>().Find(tenant.Tenant.Id, conversation);

    private async Task<TestTenant> AskedAsync(string text, bool splits = true, bool superseding = false)
    {
        var tenant = await app.CreateTenantAsync();
        await tenant.ReadAsync(db => db.Instances.ExecuteUpdateAsync(i => i.SetProperty(x => x.SplitsLongTexts, splits)));
        await tenant.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.WhenOvertaken, superseding ? WhenOvertaken.Supersede : WhenOvertaken.Queue)));
        var asked = app.Agent.Asked.Count;
        (await tenant.ReceiveAsync("ASK", Customer, text)).EnsureSuccessStatusCode();
        await app.Agent.WaitForQuestionsAsync(asked + 1);
        return tenant;
    }

    private async Task SayAsync(TestTenant tenant, Guid conversation, string text)
    {
        await using var scope = app.Enter(tenant.Tenant);
        Assert.True((await scope.ServiceProvider.GetRequiredService<QueueMessage>().RunAsync(
            new() { ConversationId = conversation, Content = text, Source = MessageSource.Member, AuthorName = "Ana" }, default)).IsOk);
    }
}
