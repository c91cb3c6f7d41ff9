// The web chat over real HTTP: what a visitor writes, what comes back, and what must never.
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.WebChat;

public sealed class WebChatTests(SharedApp app)
{
    [Fact]
    public async Task A_visitor_writes_and_the_answer_is_on_the_stream_within_a_second()
    {
        var chat = await TestChat.CreateAsync(app);
        using var visitor = chat.Visit();
        using var page = await visitor.GetAsync();
        await using var stream = await visitor.ListenAsync();
        var times = new List<long>();

        // The middle of five: other tests share this machine.
        for (var i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            await visitor.WriteAsync($"text {i}");
            Assert.Equal([$"text {i}", $"[Echo from webchat] text {i}"], await stream.NextTextsAsync(2));
            times.Add(watch.ElapsedMilliseconds);
        }

        using var response = await visitor.PostAsync("hello", "c1");
        var own = await stream.NextAsync();
        var answer = await stream.NextAsync();

        Assert.InRange(times.Order().ElementAt(2), 0, 5000);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(await response.Content.ReadAsStringAsync(), own.GetRawText());
        Assert.Equal(("inbound", "hello", "received", "c1"), (Say(own, "direction"), Say(own, "text"), Say(own, "status"), Say(own, "client_id")));
        Assert.Equal(("outbound", "[Echo from webchat] hello", "sent", "Echo"), (Say(answer, "direction"), Say(answer, "text"), Say(answer, "status"), Say(answer, "author")));
        Assert.Equal(12, (await chat.MessagesAsync()).Count);
    }

    [Fact]
    public async Task What_a_member_answers_is_on_the_stream()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        await using var stream = await visitor.ListenAsync();
        await visitor.WriteAsync("hello");
        await stream.NextAsync();
        var conversation = (await chat.MessagesAsync())[0].ConversationId;

        var queued = await chat.InTenantAsync((services, _) => services.GetRequiredService<QueueMessage>().RunAsync(
            new() { ConversationId = conversation, Content = "Good morning", Source = MessageSource.Member, AuthorName = "Dana" }, default));

        Assert.True(queued.IsOk);
        Assert.Equal("Good morning", await stream.NextTextAsync());
    }

    [Fact]
    public async Task An_edit_is_marked_and_an_answer_tells_what_it_answers_unless_that_was_written_elsewhere()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        await visitor.WriteAsync("Do you have blue tiles?");
        await using var stream = await visitor.ListenAsync();
        Assert.Equal(["Do you have blue tiles?"], await stream.NextTextsAsync(1));
        var asked = Assert.Single(await chat.MessagesAsync());

        var answer = await AnswerAsync(chat, asked, "Yes", asked.Id.ToString());
        var told = await stream.NextAsync();
        Assert.Equal(("Yes", "Do you have blue tiles?"), (Say(told, "text"), Say(told, "quoted_text")));
        Assert.False(told.TryGetProperty("edited", out _));

        await chat.InTenantAsync((services, _) => services.GetRequiredService<ChangeSent>().EditAsync(answer.Id, "Yes, twenty boxes", default));
        told = await stream.NextAsync();
        Assert.Equal(("Yes, twenty boxes", true, "Do you have blue tiles?"), (Say(told, "text"), told.GetProperty("edited").GetBoolean(), Say(told, "quoted_text")));

        // What the same person wrote by another address, or what is not known here, is quoted for members only.
        await AnswerAsync(chat, asked, "As said on the phone", "AN-ID-OF-ANOTHER-CHANNEL");
        var elsewhere = await chat.PlaceAsync("from elsewhere", MessageStatus.Sent);
        await chat.InTenantAsync((_, db) => db.Messages.Where(m => m.Id == elsewhere.Id)
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.ProviderMessageId, "ELSEWHERE").SetProperty(x => x.Address, "another visitor")));
        await AnswerAsync(chat, asked, "And this?", elsewhere.Id.ToString());
        var later = await stream.NextAsync();

        while (Say(later, "text") != "And this?")
        {
            Assert.False(later.TryGetProperty("quoted_text", out _));
            later = await stream.NextAsync();
        }

        Assert.False(later.TryGetProperty("quoted_text", out _));
        Assert.Equal("from elsewhere", (await chat.MessagesAsync())[^1].QuotedText);

        var refused = await chat.InTenantAsync((services, _) => services.GetRequiredService<QueueMessage>().RunAsync(
            new() { ConversationId = asked.ConversationId, Content = new NewContent { Kind = MessageKind.Reaction, Text = "👍", ReplyTo = asked.Id.ToString() }, Source = MessageSource.Member }, default));
        Assert.Equal($"Reactions cannot be sent through {chat.Name}: a web chat takes text only.", refused.Error?.Message);
    }

    [Fact]
    public async Task Only_what_was_sent_is_shown_and_only_what_concerns_the_visitor()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        await visitor.WriteAsync("hello");

        foreach (var hidden in (MessageStatus[])[MessageStatus.Scheduled, MessageStatus.Queued, MessageStatus.Sending, MessageStatus.Unknown, MessageStatus.Failed, MessageStatus.Cancelled])
        {
            await chat.PlaceAsync($"hidden: {hidden}", hidden);
        }

        await chat.PlaceAsync("shown", MessageStatus.Sent);
        await using var stream = await visitor.ListenAsync();

        Assert.Equal("hello", await stream.NextTextAsync());
        var shown = await stream.NextAsync();
        Assert.Equal(["author", "direction", "id", "sent_at", "source", "status", "text"], shown.EnumerateObject().Select(p => p.Name).Order());
        Assert.Equal(("shown", "Dana", "team"), (Say(shown, "text"), Say(shown, "author"), Say(shown, "source")));
        Assert.EndsWith("Z", Say(shown, "sent_at"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_post_is_one_message_and_a_reused_client_id_loses_none()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        using var first = await visitor.PostAsync("hello", "c1");
        using var again = await visitor.PostAsync("hello", "c1");
        using var other = await visitor.PostAsync("another", "c1");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK, HttpStatusCode.Accepted), (first.StatusCode, again.StatusCode, other.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await again.Content.ReadAsStringAsync());

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => visitor.WriteAsync("at once", "c2")));
        Assert.Equal(["hello", "another", "at once"], (await chat.MessagesAsync()).Select(m => m.Text));
    }

    [Fact]
    public async Task Ten_first_messages_at_once_make_one_thread()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        using var page = await visitor.GetAsync();

        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => visitor.WriteAsync($"text {i}")));

        var messages = await chat.MessagesAsync();
        Assert.Equal(10, messages.Count);
        Assert.Single(messages.Select(m => (m.ConversationId, m.ContactId)).Distinct());
    }

    private static Task<Message> AnswerAsync(TestChat chat, Message asked, string text, string replyTo) => chat.InTenantAsync(async (services, _) =>
        (await services.GetRequiredService<QueueMessage>().RunAsync(
            new() { ConversationId = asked.ConversationId, Content = new NewContent { Text = text, ReplyTo = replyTo }, Source = MessageSource.Member, AuthorName = "Dana" }, default)).Value!);

    private static string? Say(JsonElement message, string property) => message.GetProperty(property).GetString();
}
