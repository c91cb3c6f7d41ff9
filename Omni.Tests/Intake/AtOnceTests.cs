// The same webhook many times at once, and many webhooks of one new person at once, against unique indexes and row locks.
using System.Net;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Intake;

public sealed class AtOnceTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const string Maria = "5511988887777";

    [Fact]
    public async Task The_same_webhook_ten_times_at_once_is_one_message_one_question_and_one_send()
    {
        await using var acme = await TestTenant.CreateAsync(app);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => acme.ReceiveAsync("SAME", Maria, "Oi")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        await acme.ReceiveAsync("SAME", Maria, "Oi");
        await acme.ReceiveAsync("NEXT", Maria, "Next");
        var messages = await acme.WaitForMessagesAsync(m => m is [_, _, _, { Status: MessageStatus.Sent }]);
        Assert.Equal(["Oi", "Answer to: Oi", "Next", "Answer to: Next"], messages.Select(m => m.Text));
        Assert.Equal(["Oi", "Next"], acme.Agent.Calls.Select(c => c.Message));
        Assert.Equal(["Answer to: Oi", "Answer to: Next"], acme.Gateway.Sends.Select(s => s.Text));
        Assert.Equal(2, await acme.ReadAsync(db => db.MessageTraces.CountAsync()));
        Assert.Equal(2, await acme.ReadAsync(db => db.Conversations.Select(c => c.UnreadCount).SingleAsync()));
    }

    [Fact]
    public async Task Ten_first_messages_of_one_new_person_at_once_are_one_contact_and_one_conversation()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(n => acme.ReceiveAsync($"FIRST{n}", Maria, $"text {n}")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var messages = await acme.MessagesAsync();
        var conversation = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.Equal(Enumerable.Range(0, 10).Select(n => $"text {n}"), messages.Select(m => m.Text).Order());
        Assert.Equal(1, await acme.ReadAsync(db => db.Contacts.CountAsync()));
        Assert.Equal(1, await acme.ReadAsync(db => db.ContactIdentities.CountAsync()));
        Assert.All(await acme.ReadAsync(db => db.ConversationKeys.ToListAsync()), key => Assert.Equal(conversation.Id, key.ConversationId));
        Assert.Equal((10, messages[^1].Id), (conversation.UnreadCount, conversation.LastMessageId));
        Assert.Equal(messages.Max(m => m.CreatedAt), conversation.LastActivityAt);
    }

    [Fact]
    public async Task Ten_first_messages_at_once_that_an_agent_answers_are_all_answered_in_one_conversation()
    {
        await using var acme = await TestTenant.CreateAsync(app);

        await Task.WhenAll(Enumerable.Range(0, 10).Select(n => acme.ReceiveAsync($"ASKED{n}", Maria, $"text {n}")));

        await acme.WaitForMessagesAsync(m => m.TrueForAll(x => !x.AwaitsTurn) && m.Where(x => x.Direction is MessageDirection.Outbound).All(x => x.Status is MessageStatus.Sent));
        var asked = acme.Agent.Calls.SelectMany(c => c.Message!.Split('\n')).ToList();
        Assert.Equal(Enumerable.Range(0, 10).Select(n => $"text {n}"), asked.Order());
        Assert.Equal(acme.Agent.Calls.Count, acme.Gateway.Accepted.Count);
        Assert.Equal(1, await acme.ReadAsync(db => db.Conversations.CountAsync()));
    }

    [Fact]
    public async Task Twenty_new_people_with_five_messages_each_at_once_are_twenty_conversations_of_five()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var pairs = Enumerable.Range(0, 20).SelectMany(person => Enumerable.Range(0, 5).Select(n => (Person: person, Number: n))).OrderBy(p => p.Number * 7919 % 20);

        var answers = await Task.WhenAll(pairs.Select(p => acme.ReceiveAsync($"P{p.Person}N{p.Number}", $"55119{p.Person + 10_000_000}", $"{p.Person}/{p.Number}")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        var conversations = await acme.ReadAsync(db => db.Conversations.ToListAsync());
        var messages = await acme.MessagesAsync();
        Assert.Equal((20, 100), (conversations.Count, messages.Count));
        Assert.All(conversations, c => Assert.Equal(5, c.UnreadCount));
        Assert.All(messages.GroupBy(m => m.ConversationId), g => Assert.Single(g.Select(m => m.Text!.Split('/')[0]).Distinct()));
        Assert.Equal(20, await acme.ReadAsync(db => db.Contacts.CountAsync()));
    }

    [Fact]
    public async Task What_could_not_be_stored_is_answered_with_503_and_stored_when_it_comes_again()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await ExecuteAsync("ALTER TABLE messages ADD CONSTRAINT no_room CHECK (provider_message_id <> 'LATER')");

        using (var failed = await acme.ReceiveAsync("LATER", Maria, "Oi"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, failed.StatusCode);
            Assert.DoesNotContain("Exception", await failed.Content.ReadAsStringAsync());
            Assert.DoesNotContain(" at Omni", await failed.Content.ReadAsStringAsync());
        }

        Assert.Empty(await acme.ReadAsync(db => db.Contacts.ToListAsync()));
        await ExecuteAsync("ALTER TABLE messages DROP CONSTRAINT no_room");
        using var stored = await acme.ReceiveAsync("LATER", Maria, "Oi");

        Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
        await acme.WaitForMessagesAsync(m => m is [{ Text: "Oi" }, { Status: MessageStatus.Sent }]);
        Assert.Single(acme.Agent.Calls);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(app.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
