// A flood is stopped; an app of its own, since all visitors of a test share one address.
using System.Net;
using Omni.Tests.Support;

namespace Omni.Tests.WebChat;

public sealed class ChatLimitTests(OmniApp app) : IClassFixture<OmniApp>
{
    [Fact]
    public async Task Sixty_messages_a_minute_of_one_visitor_and_no_more_and_others_go_on()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        using var visitor = chat.Visit();
        using var other = chat.Visit();
        using var page = await visitor.GetAsync();
        using var pageOfOther = await other.GetAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 70).Select(i => visitor.PostAsync($"text {i}")));

        Assert.Equal(60, answers.Count(a => a.StatusCode is HttpStatusCode.Accepted));
        var refused = answers.Where(a => a.StatusCode is HttpStatusCode.TooManyRequests).ToList();
        Assert.Equal(10, refused.Count);
        Assert.All(refused, r => Assert.InRange(r.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60));
        Assert.Equal(60, (await chat.MessagesAsync()).Count);
        await other.WriteAsync("I am calm");

        // An address has more, whoever writes from it, and then no more either.
        var crowd = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => PostAsStrangerAsync(chat)));
        Assert.Equal(240 - 71, crowd.Count(status => status is HttpStatusCode.Accepted));
        Assert.Equal(31, crowd.Count(status => status is HttpStatusCode.TooManyRequests));
    }

    private static async Task<HttpStatusCode> PostAsStrangerAsync(TestChat chat)
    {
        using var stranger = chat.Visit();
        using var response = await stranger.PostAsync("one of many");
        return response.StatusCode;
    }
}
