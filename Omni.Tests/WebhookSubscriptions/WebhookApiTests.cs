using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Omni.Tests.Support;

namespace Omni.Tests.WebhookSubscriptions;

public sealed class WebhookApiTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_shows_its_secret_once_and_can_be_changed_and_deleted()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        using var made = await api.PostAsJsonAsync("/api/v1/webhooks", new { url = "https://receiver.example/hook", events = new[] { "message.updated", "message.created", "message.created" } }, Cancellation);
        var body = await made.ReadAsync(HttpStatusCode.Created);
        var id = body.GetProperty("id").GetGuid();
        var secret = body.GetProperty("secret").GetString()!;

        Assert.Equal($"/api/v1/webhooks/{id}", made.Headers.Location?.OriginalString);
        Assert.Matches("^whsec_[A-Za-z0-9_-]{43}$", secret);
        Assert.Equal(["message.created", "message.updated"], body.GetProperty("events").EnumerateArray().Select(e => e.GetString()));
        var list = await acme.GetAsync("/api/v1/webhooks");
        Assert.Equal(1, list.GetProperty("total").GetInt32());
        Assert.Equal($"••••{secret[^4..]}", list.GetProperty("items")[0].GetProperty("secret").GetString());

        using var changed = await api.PatchAsJsonAsync($"/api/v1/webhooks/{id}", new { url = "https://other.example/hook", events = new[] { "*" } }, Cancellation);
        var after = await changed.ReadAsync(HttpStatusCode.OK);
        Assert.Equal(("https://other.example/hook", "*"), (after.GetProperty("url").GetString(), after.GetProperty("events")[0].GetString()));
        using var deleted = await api.DeleteAsync($"/api/v1/webhooks/{id}", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await api.GetAsync($"/api/v1/webhooks/{id}", Cancellation);
        await gone.ReadAsync(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("""{}""", "url")]
    [InlineData("""{"url":"receiver.example"}""", "url")]
    [InlineData("""{"url":"ftp://receiver.example"}""", "url")]
    [InlineData("""{"url":"https://user:password@receiver.example"}""", "url")]
    [InlineData("""{"url":"http://10.0.0.1/hook"}""", "url")]
    [InlineData("""{"url":"http://169.254.169.254/latest/meta-data"}""", "url")]
    [InlineData("""{"url":"http://[::ffff:10.0.0.1]/hook"}""", "url")]
    [InlineData("""{"url":"http://１６９.254.169.254/latest/meta-data"}""", "url")]
    [InlineData("""{"url":"http://10。0。0。1/hook"}""", "url")]
    [InlineData("""{"url":"http://10.0.0.1./hook"}""", "url")]
    [InlineData("{\"url\":\"http://\u200b.com/x\"}", "url")]
    [InlineData("{\"url\":\"http://\u202e.com\"}", "url")]
    [InlineData("{\"url\":\"http://\ufffd.com\"}", "url")]
    [InlineData("""{"url":"https://receiver.example","events":["message.exploded"]}""", "events")]
    [InlineData("""{"url":"https://receiver.example","events":[null]}""", "events")]
    [InlineData("""{"url":"https://receiver.example","secret":"short"}""", "secret")]
    [InlineData("""{"url":"https://receiver.example","secret":"with a space and long"}""", "secret")]
    public async Task What_makes_no_sense_is_told_beside_its_field(string body, string field)
    {
        var tenant = await app.CreateTenantAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await tenant.Api.PostAsync("/api/v1/webhooks", content, Cancellation);
        Assert.NotEmpty((await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").GetProperty(field)[0].GetString()!);
    }

    [Fact]
    public async Task A_secret_of_ones_own_signs_and_a_ping_says_how_it_went()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        using var api = acme.Api();
        using var made = await api.PostAsJsonAsync("/api/v1/webhooks", new { url = receiver.Url, secret = "a-secret-of-my-own-1234", is_active = false }, Cancellation);
        var id = (await made.ReadAsync(HttpStatusCode.Created)).GetProperty("id").GetGuid();

        using var good = await api.PostAsync($"/api/v1/webhooks/{id}/test", null, Cancellation);
        var went = await good.ReadAsync(HttpStatusCode.OK);
        receiver.Answer = (_, _) => Task.FromResult(302);
        using var bad = await api.PostAsync($"/api/v1/webhooks/{id}/test", null, Cancellation);
        var failed = await bad.ReadAsync(HttpStatusCode.OK);

        Assert.Equal((true, 200, """{"said":"noted"}"""), (went.GetProperty("success").GetBoolean(), went.GetProperty("status_code").GetInt32(), went.GetProperty("response").GetString()));
        Assert.Equal((false, 302), (failed.GetProperty("success").GetBoolean(), failed.GetProperty("status_code").GetInt32()));
        Assert.Contains("redirect", failed.GetProperty("error").GetString()!, StringComparison.Ordinal);
        Assert.All(receiver.Calls, c => Assert.True(c.Name is "ping" && c.IsSignedWith("a-secret-of-my-own-1234")));
        Assert.Equal(receiver.Calls[0].Delivery, went.GetProperty("delivery_id").GetGuid());
        var log = await acme.GetAsync($"/api/v1/webhooks/{id}/deliveries?status=failed");
        Assert.Equal((1, failed.GetProperty("delivery_id").GetGuid()), (log.GetProperty("total").GetInt32(), log.GetProperty("items")[0].GetProperty("id").GetGuid()));
        using var unknown = await api.GetAsync($"/api/v1/webhooks/{id}/deliveries?status=lost", Cancellation);
        await unknown.ReadAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task The_log_comes_in_pages()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        var (id, _) = await acme.SubscribeAsync(receiver.Url, "message.created");
        await acme.ReceiveAllAsync("1", "2", "3");
        await acme.LogAsync(id, log => log.Count == 3 && log.TrueForAll(d => d.StatusOf() is "delivered"));

        var first = await acme.GetAsync($"/api/v1/webhooks/{id}/deliveries?limit=2");
        var second = await acme.GetAsync($"/api/v1/webhooks/{id}/deliveries?limit=2&cursor={first.GetProperty("next_cursor").GetString()}");

        Assert.Equal((2, 1, 3), (first.GetProperty("items").GetArrayLength(), second.GetProperty("items").GetArrayLength(), second.GetProperty("total").GetInt32()));
        Assert.Null(second.GetProperty("next_cursor").GetString());
        Assert.Equal(receiver.Calls[0].Delivery, second.GetProperty("items")[0].GetProperty("id").GetGuid());
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PATCH", "")]
    [InlineData("DELETE", "")]
    [InlineData("POST", "/test")]
    [InlineData("GET", "/deliveries")]
    [InlineData("POST", "/deliveries/{delivery}/retry")]
    public async Task Another_tenants_webhook_is_not_there_and_a_limited_key_may_touch_none(string method, string route)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        var (id, _) = await acme.SubscribeAsync(receiver.Url);
        using var owner = acme.Api();
        using var pinged = await owner.PostAsync($"/api/v1/webhooks/{id}/test", null, Cancellation);
        var delivery = (await pinged.ReadAsync(HttpStatusCode.OK)).GetProperty("delivery_id").GetGuid();
        var stranger = await app.CreateTenantAsync();
        using var made = await owner.PostAsJsonAsync("/api/v1/keys", new { name = "limited", instances = new[] { acme.InstanceName } }, Cancellation);
        using var limited = app.Api((await made.ReadAsync(HttpStatusCode.Created)).GetProperty("key").GetString());
        var path = $"/api/v1/webhooks/{id}{route.Replace("{delivery}", delivery.ToString(), StringComparison.Ordinal)}";

        await CallAsync(stranger.Api, method, path, HttpStatusCode.NotFound);
        await CallAsync(limited, method, path, HttpStatusCode.Forbidden);
        Assert.Single(receiver.Calls);
        Assert.True((await acme.GetAsync($"/api/v1/webhooks/{id}")).GetProperty("is_active").GetBoolean());
    }

    [Fact]
    public async Task Webhooks_that_come_and_go_fail_nothing_that_is_written_meanwhile()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        await acme.ReceiveAllAsync("first");
        var id = await acme.ReadAsync(db => db.Conversations.Select(c => c.Id).SingleAsync());
        using var api = acme.Api();
        var comings = Enumerable.Range(0, 3).Select(async _ =>
        {
            for (var round = 0; round < 15; round++)
            {
                var (webhook, _) = await acme.SubscribeAsync(receiver.Url);
                (await api.DeleteAsync($"/api/v1/webhooks/{webhook}", Cancellation)).EnsureSuccessStatusCode();
            }
        });
        var writings = Enumerable.Range(0, 4).Select(async writer =>
        {
            for (var round = 0; round < 15; round++)
            {
                (await api.PatchAsJsonAsync($"/api/v1/conversations/{id}", new { status = (writer + round) % 2 == 0 ? "open" : "resolved" }, Cancellation)).EnsureSuccessStatusCode();
                await acme.ReceiveAllAsync($"{writer} {round}");
            }
        });

        await Task.WhenAll(comings.Concat(writings));

        Assert.Equal(61, (await acme.MessagesAsync()).Count);
    }

    private static async Task CallAsync(HttpClient api, string method, string path, HttpStatusCode expected)
    {
        using var request = new HttpRequestMessage(new(method), path) { Content = method is "PATCH" ? JsonContent.Create(new { is_active = false }) : null };
        using var response = await api.SendAsync(request, Cancellation);
        await response.ReadAsync(expected);
    }
}
