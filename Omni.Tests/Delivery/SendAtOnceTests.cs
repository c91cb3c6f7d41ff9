// Many who send at the same instant, to one person, or through what is just being deleted.
using System.Net;
using System.Net.Http.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Delivery;

public sealed class SendAtOnceTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_sent_through_an_instance_that_is_just_being_deleted_is_not_found()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var sending = Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            var answers = new List<HttpStatusCode>();

            for (var n = 0; n < 100 && answers.LastOrDefault() is not HttpStatusCode.NotFound; n++)
            {
                using var sent = await SendAsync(api, acme, $"+1555{writer:00}{n:00000}", "hello");
                answers.Add(sent.StatusCode);
            }

            return answers;
        })).ToList();
        await acme.Gateway.WaitForSendsAsync(5, TimeSpan.FromSeconds(60));
        using var deleted = await api.DeleteAsync($"/api/v1/instances/{acme.InstanceName}", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

        foreach (var answers in await Task.WhenAll(sending))
        {
            Assert.All(answers, a => Assert.True(a is HttpStatusCode.Accepted or HttpStatusCode.NotFound or HttpStatusCode.Conflict, $"{a}"));
        }
    }

    [Fact]
    public async Task A_thread_shows_what_was_sent_at_once_in_the_order_in_which_it_left()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        using var first = await SendAsync(api, acme, "+15551230001", "first");
        await first.ReadAsync(HttpStatusCode.Accepted);

        var sent = await Task.WhenAll(Enumerable.Range(0, 15).Select(n => SendAsync(api, acme, "+15551230001", $"text {n}")));
        Assert.All(sent, s => Assert.Equal(HttpStatusCode.Accepted, s.StatusCode));
        var left = await acme.Gateway.WaitForSendsAsync(16, TimeSpan.FromSeconds(60));

        var thread = (await acme.MessagesAsync())[0].ConversationId;
        using var listed = await api.GetAsync($"/api/v1/conversations/{thread}/messages", Cancellation);
        Assert.Equal(left.Select(l => l.Text), (await listed.ReadAsync(HttpStatusCode.OK)).GetProperty("items").EnumerateArray().Select(m => m.GetProperty("text").GetString()));
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient api, TestTenant tenant, string to, string text)
        => api.PostAsJsonAsync($"/api/v1/instances/{tenant.InstanceName}/send-text", new { to, text }, Cancellation);
}
