// What the webhook's door refuses, and how: contract, section 2.
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Instances;
using Omni.Tests.Support;

namespace Omni.Tests.Doors;

public sealed class RefusedWebhookTests(SharedApp app) : IAsyncLifetime
{
    private const string Customer = "5511988887777";
    private TestTenant _acme = null!;

    public async ValueTask InitializeAsync() => _acme = await TestTenant.CreateAsync(app, hasAgent: false);

    public ValueTask DisposeAsync() => _acme.DisposeAsync();

    [Theory]
    [InlineData("not the token", null, null)]
    [InlineData(null, null, null)]
    [InlineData("", null, null)]
    [InlineData(null, "Bearer not the token", null)]
    [InlineData(null, "Basic webhook-token-of-a-test", null)]
    [InlineData(null, "jwt:another secret", null)]
    [InlineData(null, "old:webhook-token-of-a-test", null)]
    [InlineData(null, null, "not-the-token")]
    public Task Without_proof_nothing_is_stored(string? header, string? authorization, string? query)
        => AssertAnswerAsync(HttpStatusCode.Unauthorized, Webhooks.Text("A", Customer, "Oi"), header, authorization, query);

    [Theory]
    [InlineData(TestTenant.WebhookToken, null, null)]
    [InlineData(null, "Bearer webhook-token-of-a-test", null)]
    [InlineData(null, "jwt:webhook-token-of-a-test", null)]
    [InlineData(null, null, TestTenant.WebhookToken)]
    [InlineData("not the token", null, TestTenant.WebhookToken)]
    public Task The_token_proves_its_sender_in_each_of_its_places(string? header, string? authorization, string? query)
        => AssertAnswerAsync(HttpStatusCode.OK, Webhooks.Text("A", Customer, "Oi"), header, authorization, query);

    [Fact]
    public Task An_unknown_instance_is_not_found()
        => AssertAnswerAsync(HttpStatusCode.NotFound, Webhooks.Text("A", Customer, "Oi"), TestTenant.WebhookToken, instance: "nobody");

    [Fact]
    public async Task An_instance_that_is_switched_off_is_not_found()
    {
        await _acme.ReadAsync(db => db.Instances.ExecuteUpdateAsync(i => i.SetProperty(x => x.IsActive, false)));
        await AssertAnswerAsync(HttpStatusCode.NotFound, Webhooks.Text("A", Customer, "Oi"), TestTenant.WebhookToken);
    }

    [Fact]
    public Task Forty_megabytes_are_too_many_and_the_sender_hears_so()
        => AssertAnswerAsync(HttpStatusCode.RequestEntityTooLarge, new byte[40 * 1024 * 1024], TestTenant.WebhookToken);

    [Fact]
    public async Task How_many_bytes_a_webhook_may_have_can_be_set_as_low_as_one_likes()
    {
        await using var narrow = new OmniApp { Settings = { ["Omni:Webhooks:MaxBodyBytes"] = "1024" } };
        await narrow.InitializeAsync();
        await using var acme = await TestTenant.CreateAsync(narrow, hasAgent: false);

        using var small = await acme.PostAsync(Webhooks.Text("A", Customer, "Oi"));
        using var large = await acme.PostAsync(Webhooks.Text("B", Customer, new string('a', 1024)));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge), (small.StatusCode, large.StatusCode));
        Assert.Single(await acme.MessagesAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("{\"event\":")]
    [InlineData("<html></html>")]
    public Task What_is_not_JSON_is_a_bad_request(string body) => AssertAnswerAsync(HttpStatusCode.BadRequest, Encoding.UTF8.GetBytes(body), TestTenant.WebhookToken);

    [Theory]
    [InlineData("""{"event":"messages.upsert","data":{"messages":[]}}""")]
    [InlineData("""{"event":"messages.upsert"}""")]
    [InlineData("""{"event":"something.new","data":{"key":{"remoteJid":"5511988887777@s.whatsapp.net","id":"A"},"message":{"conversation":"Oi"}}}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public async Task What_says_nothing_is_taken_and_stores_nothing(string body)
    {
        using var answer = await _acme.PostAsync(Encoding.UTF8.GetBytes(body));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($$"""{"status":"success","instance":"{{_acme.InstanceName}}","trace_id":null,"messages":0}""", await answer.Content.ReadAsStringAsync());
        Assert.Empty(await _acme.MessagesAsync());
        Assert.Equal(0, await _acme.ReadAsync(db => db.MessageTraces.CountAsync()));
    }

    [Fact]
    public async Task An_instance_that_asks_for_no_proof_takes_unsigned_posts()
    {
        await _acme.ReadAsync(db => db.Instances.ExecuteUpdateAsync(i => i.SetProperty(x => x.WebhookAuth, WebhookAuth.None)));
        await AssertAnswerAsync(HttpStatusCode.OK, Webhooks.Text("A", Customer, "Oi"));
    }

    private async Task AssertAnswerAsync(
        HttpStatusCode expected, byte[] body, string? header = null, string? authorization = null, string? query = null, string? instance = null)
    {
        using var http = app.Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhook/evolution/{instance ?? _acme.InstanceName}{(query is null ? "" : $"?token={query}")}") { Content = new ByteArrayContent(body) };
        var signed = authorization?.Split(':') is ["jwt" or "old", var secret] ? $"Bearer {JwtOf(secret, authorization[0] is 'j' ? 600 : -1)}" : authorization;

        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Omni-Webhook-Token", header);
        }

        request.Headers.TryAddWithoutValidation("Authorization", signed);
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(expected, answer.StatusCode);
        Assert.DoesNotContain("   at ", text);
        Assert.DoesNotContain("Exception", text);
        Assert.Equal(expected is HttpStatusCode.OK ? 1 : 0, (await _acme.MessagesAsync()).Count);
    }

    private static string JwtOf(string secret, int seconds)
    {
        static string Encode(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        var expires = TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds();
        var head = $"{Encode("""{"alg":"HS256","typ":"JWT"}"""u8.ToArray())}.{Encode(Encoding.UTF8.GetBytes($$"""{"app":"evolution","action":"webhook","exp":{{expires}}}"""))}";
        return $"{head}.{Encode(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(head)))}";
    }
}
