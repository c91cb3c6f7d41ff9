// A flood is stopped, of one visitor and of one address.
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Feed;
using Omni.Tests.Support;

namespace Omni.Tests.WebChat;

[Heavy]
public sealed class ChatLimitTests(SharedApp app)
{
    // Where all of them write from, and nobody else.
    private static readonly IPAddress House = IPAddress.Parse("127.200.0.1");

    [Fact]
    public async Task Sixty_messages_a_minute_of_one_visitor_and_no_more_and_others_go_on()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit(House);
        using var other = chat.Visit(House);
        using var page = await visitor.GetAsync();
        using var pageOfOther = await other.GetAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 70).Select(i => visitor.PostAsync($"text {i}")));

        Assert.Equal(60, answers.Count(a => a.StatusCode is HttpStatusCode.Accepted));
        var refused = answers.Where(a => a.StatusCode is HttpStatusCode.TooManyRequests).ToList();
        Assert.Equal(10, refused.Count);
        Assert.All(refused, r => Assert.InRange(r.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60));
        Assert.Equal(60, (await chat.MessagesAsync()).Count);
        await other.WriteAsync("I am calm");

        // An address has more, whoever writes from it and whatever it comes to, and then no more either.
        var empty = await Task.WhenAll(Enumerable.Range(0, 140).Select(_ => PostAsStrangerAsync(chat, "")));
        Assert.All(empty, status => Assert.Equal(HttpStatusCode.UnprocessableEntity, status));
        var crowd = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PostAsStrangerAsync(chat, "one of many")));
        Assert.Equal(240 - 71 - 140, crowd.Count(status => status is HttpStatusCode.Accepted));
        Assert.Equal(50 - 29, crowd.Count(status => status is HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task A_change_that_is_told_while_pages_leave_fails_at_none_of_them()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        using var page = await visitor.GetAsync();
        using var leaving = new SemaphoreSlim(0);
        using var left = new SemaphoreSlim(0);

        // Listens before the streams, and holds the news back until they are gone.
        using var first = app.Services.GetRequiredService<LiveFeed>().Subscribe(chat.Tenant.Id, change =>
        {
            if (change.Kind is FeedKind.Instance)
            {
                leaving.Release();
                left.Wait(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
            }
        });
        var streams = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => visitor.ListenAsync()));
        var telling = Task.Run(() => chat.Publish(FeedKind.Instance, Guid.NewGuid()), TestContext.Current.CancellationToken);
        await leaving.WaitAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(streams.Select(s => s.DisposeAsync().AsTask()));

        // There is room for five others as soon as the five have given their places back, and a moment later their requests are over.
        var others = new List<HttpResponseMessage>();

        while (others.Count < 5)
        {
            others.Add(await Eventually.ReadAsync(() => visitor.OpenAsync(), answer => answer.StatusCode is HttpStatusCode.OK));
        }

        await Task.Delay(200, TestContext.Current.CancellationToken);
        left.Release();
        await telling;
        others.ForEach(o => o.Dispose());

        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains("A listener failed", StringComparison.Ordinal));
    }

    private static async Task<HttpStatusCode> PostAsStrangerAsync(TestChat chat, string text)
    {
        using var stranger = chat.Visit(House);
        using var response = await stranger.PostAsync(text);
        return response.StatusCode;
    }
}
