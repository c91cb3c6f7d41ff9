// What a visitor's page hears: from the first message on, after it was away, and until its chat is changed.
using System.Net;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.WebChat;

public sealed class VisitorStreamTests(SharedApp app)
{
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
}
