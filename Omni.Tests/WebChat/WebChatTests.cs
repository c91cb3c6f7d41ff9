// The web chat over real HTTP: what a visitor writes, what comes back, and what must never.
using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Contacts;
using Omni.Core.Delivery;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.WebChat;

public sealed class WebChatTests(OmniApp app) : IClassFixture<OmniApp>
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

    private static Task<Message> AnswerAsync(TestChat chat, Message asked, string text, string replyTo) => chat.InTenantAsync(async (services, _) =>
        (await services.GetRequiredService<QueueMessage>().RunAsync(
            new() { ConversationId = asked.ConversationId, Content = new NewContent { Text = text, ReplyTo = replyTo }, Source = MessageSource.Member, AuthorName = "Dana" }, default)).Value!);

    [Fact]
    public async Task A_first_message_reaches_a_stream_that_was_open_before_there_was_a_thread()
    {
        var chat = await TestChat.CreateAsync(app);
        using var visitor = chat.Visit();
        await using var stream = await visitor.ListenAsync();

        await visitor.WriteAsync("first");

        Assert.Equal(["first", "[Echo from webchat] first"], await stream.NextTextsAsync(2));
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

    [Fact]
    public async Task Two_visitors_never_see_each_other()
    {
        var chat = await TestChat.CreateAsync(app);
        using var one = chat.Visit();
        using var other = chat.Visit();
        await using var streamOfOne = await one.ListenAsync();
        await using var streamOfOther = await other.ListenAsync();

        await one.WriteAsync("I am one");
        await other.WriteAsync("I am the other");

        Assert.Equal(["I am one", "[Echo from webchat] I am one"], await streamOfOne.NextTextsAsync(2));
        Assert.Equal(["I am the other", "[Echo from webchat] I am the other"], await streamOfOther.NextTextsAsync(2));
        await one.WriteAsync("again");
        Assert.Equal("again", await streamOfOne.NextTextAsync());
        await other.WriteAsync("mine");
        Assert.Equal("mine", await streamOfOther.NextTextAsync());
    }

    [Theory]
    [InlineData("altered")]
    [InlineData("forged")]
    [InlineData("of another tenant")]
    public async Task A_cookie_that_is_not_of_this_chat_makes_a_new_visitor(string kind)
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        var otherChat = await TestChat.CreateAsync(app, hasAgent: false);
        using var known = chat.Visit();
        using var elsewhere = otherChat.Visit();
        await known.WriteAsync("secret");
        await elsewhere.WriteAsync("elsewhere");
        using var stranger = chat.Visit();
        stranger.Cookie = kind switch
        {
            "altered" => Alter(known.Cookie!),
            "forged" => (await chat.MessagesAsync())[0].Address,
            _ => elsewhere.Cookie,
        };

        await stranger.WriteAsync("who am I");
        await using var stream = await stranger.ListenAsync();

        Assert.Equal("who am I", await stream.NextTextAsync());
        Assert.Equal(2, (await chat.MessagesAsync()).Select(m => m.ConversationId).Distinct().Count());
    }

    [Fact]
    public async Task The_cookie_is_for_us_alone_and_lasts_a_year()
    {
        var chat = await TestChat.CreateAsync(app);
        using var visitor = chat.Visit();
        using var page = await visitor.GetAsync();
        var cookie = Assert.Single(page.Headers.GetValues("Set-Cookie"));

        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=31536000", cookie, StringComparison.OrdinalIgnoreCase);

        // The same visitor, for another year.
        await visitor.WriteAsync("hello");
        using var again = await visitor.GetAsync();
        Assert.Single(again.Headers.GetValues("Set-Cookie"));
        await using var stream = await visitor.ListenAsync();
        Assert.Equal("hello", await stream.NextTextAsync());
    }

    [Fact]
    public async Task What_came_while_the_page_was_away_comes_when_it_is_back_and_nothing_twice()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        await visitor.WriteAsync("one");
        var late = await chat.PlaceAsync("two, sent late", MessageStatus.Queued);
        await visitor.WriteAsync("three");
        string? left;

        await using (var stream = await visitor.ListenAsync())
        {
            Assert.Equal(["one", "three"], await stream.NextTextsAsync(2));
            left = stream.LastEventId;
        }

        await visitor.WriteAsync("four");
        await chat.ChangeAsync(late.Id, m => m.RaiseTo(MessageStatus.Sent));
        await chat.PlaceAsync("five", MessageStatus.Sent);

        await using var back = await visitor.ListenAsync(left);
        Assert.Equal(["two, sent late", "four", "five"], await back.NextTextsAsync(3));
        await visitor.WriteAsync("six");
        Assert.Equal("six", await back.NextTextAsync());
    }

    [Fact]
    public async Task What_was_changed_while_the_page_was_away_comes_changed()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        await visitor.WriteAsync("hello");
        var edited = await chat.PlaceAsync("wrong", MessageStatus.Sent);
        var deleted = await chat.PlaceAsync("regretted", MessageStatus.Sent);
        string? left;

        await using (var stream = await visitor.ListenAsync())
        {
            await stream.NextTextsAsync(3);
            left = stream.LastEventId;
        }

        await chat.ChangeAsync(edited.Id, m => m.Edit("right", app.Clock.GetUtcNow()));
        await chat.ChangeAsync(deleted.Id, m => m.Delete(app.Clock.GetUtcNow()));

        await using var back = await visitor.ListenAsync(left);
        Assert.Equal("right", await back.NextTextAsync());
        var tombstone = await back.NextAsync();
        Assert.Equal((deleted.Id, true), (tombstone.GetProperty("id").GetGuid(), tombstone.GetProperty("deleted").GetBoolean()));
        Assert.False(tombstone.TryGetProperty("text", out _));
    }

    [Fact]
    public async Task A_nonsensical_last_event_id_brings_the_newest_fifty()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        await visitor.WriteAsync("first");

        for (var i = 1; i <= 55; i++)
        {
            await chat.PlaceAsync($"answer {i}", MessageStatus.Sent);
        }

        foreach (var nonsense in (string[])["", "7", "x-y-z", "99999999999999999999-0-", "1-99999999999999-", "1-1-a.b"])
        {
            await using var stream = await visitor.ListenAsync(nonsense);
            Assert.Equal(Enumerable.Range(6, 50).Select(i => $"answer {i}"), await stream.NextTextsAsync(50));
        }
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
    public async Task A_chat_that_is_not_there_or_switched_off_or_no_web_chat_is_not_found()
    {
        var off = await TestChat.CreateAsync(app, isActive: false);
        var whatsapp = await TestChat.CreateAsync(app, channel: ChannelType.WhatsApp);

        foreach (var name in (string[])["nobody-is-here", "Not_A_Name", off.Name, whatsapp.Name])
        {
            using var visitor = new Visitor(app.BaseUrl, name);
            using var page = await visitor.GetAsync();
            using var widget = await visitor.GetAsync("/widget.js");
            using var post = await visitor.PostAsync("hello");
            using var stream = await visitor.OpenAsync();
            Assert.All((HttpResponseMessage[])[page, widget, post, stream], r => Assert.Equal(HttpStatusCode.NotFound, r.StatusCode));
            Assert.Equal(("text/html", "application/problem+json"), (page.Content.Headers.ContentType?.MediaType, post.Content.Headers.ContentType?.MediaType));
            Assert.Null(visitor.Cookie);
        }
    }

    [Theory]
    [InlineData("not json", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("[1]", HttpStatusCode.BadRequest)]
    [InlineData("{}", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":5}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":null}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":" \n "}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":"\u0000"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":"half \ud83d"}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":"hello","client_id":{}}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":"hello","name":7}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{"text":"nul \u0000 is dropped","name":" Noa ","other":1}""", HttpStatusCode.Accepted)]
    public async Task What_cannot_be_taken_is_refused_in_words_and_nothing_is_stored(string body, HttpStatusCode expected)
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        using var response = await visitor.PostRawAsync(body);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected is HttpStatusCode.Accepted ? 1 : 0, (await chat.MessagesAsync()).Count);
        Assert.Equal(expected is HttpStatusCode.Accepted ? "application/json" : "application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Texts_that_are_too_long_and_bodies_that_are_too_large_are_refused()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        using var longest = await visitor.PostAsync(new string('א', 4000));
        using var tooLong = await visitor.PostAsync(new string('א', 4001));
        using var tooLarge = await visitor.PostAsync(new string('a', 70_000));
        using var form = await visitor.PostRawAsync("text=hello", "application/x-www-form-urlencoded");
        using var plain = await visitor.PostRawAsync("""{"text":"hello"}""", "text/plain");

        Assert.Equal(HttpStatusCode.Accepted, longest.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooLong.StatusCode);
        Assert.Contains("4001", await tooLong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, tooLarge.StatusCode);
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, HttpStatusCode.UnsupportedMediaType), (form.StatusCode, plain.StatusCode));
        Assert.Single(await chat.MessagesAsync());
    }

    [Fact]
    public async Task A_sixth_stream_of_one_visitor_is_refused_until_another_ends()
    {
        var chat = await TestChat.CreateAsync(app);
        using var visitor = chat.Visit();
        using var page = await visitor.GetAsync();
        var streams = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => visitor.ListenAsync()));

        using (var sixth = await visitor.OpenAsync())
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, sixth.StatusCode);
            Assert.NotNull(sixth.Headers.RetryAfter);
        }

        await streams[0].DisposeAsync();
        await Eventually.ReadAsync(
            async () =>
            {
                using var again = await visitor.OpenAsync();
                return again.StatusCode;
            },
            status => status is HttpStatusCode.OK);

        foreach (var stream in streams[1..])
        {
            await stream.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stream_ends_when_its_chat_is_changed_so_that_the_page_asks_again()
    {
        var chat = await TestChat.CreateAsync(app);
        using var visitor = chat.Visit();
        await using var stream = await visitor.ListenAsync();

        chat.Publish(FeedKind.Instance, Guid.NewGuid());
        await visitor.WriteAsync("still there");
        Assert.Equal("still there", await stream.NextTextAsync());
        chat.Publish(FeedKind.Instance, chat.Instance.Id);

        await stream.EndAsync();
    }

    private static string? Say(JsonElement message, string property) => message.GetProperty(property).GetString();

    private static string Alter(string cookie)
    {
        var middle = cookie.Length / 2;
        return $"{cookie[..middle]}{(cookie[middle] == 'A' ? 'B' : 'A')}{cookie[(middle + 1)..]}";
    }
}
