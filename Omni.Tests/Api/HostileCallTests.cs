// Calls with a good key that reach for more than is theirs, or for what no database stores.
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Omni.Tests.Support;

namespace Omni.Tests.Api;

public sealed class HostileCallTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const string Customer = "5511988887777";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_key_that_was_used_elsewhere_neither_answers_with_that_message_nor_swallows_this_one()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var second = await AddInstanceAsync(acme);
        using var api = acme.Api();
        using var limited = await LimitedAsync(api, second);
        using var first = await SendAsync(api, acme.InstanceName, "+15551230001", "for the first only");
        var sent = await first.ReadAsync(HttpStatusCode.Accepted);

        using var toAnother = await SendAsync(api, acme.InstanceName, "+15551230002", "hello");
        using var throughAnother = await SendAsync(limited, second, "+15551230001", "hello");
        using var again = await SendAsync(api, acme.InstanceName, "+15551230001", "for the first only");

        Assert.DoesNotContain("for the first", (await toAnother.ReadAsync(HttpStatusCode.Conflict)).GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("for the first", (await throughAnother.ReadAsync(HttpStatusCode.Conflict)).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(sent.GetProperty("id").GetGuid(), (await again.ReadAsync(HttpStatusCode.Accepted)).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_limited_key_reads_of_a_shared_thread_only_what_went_through_its_instances()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var second = await AddInstanceAsync(acme);
        using var api = acme.Api();
        using var limited = await LimitedAsync(api, second);
        (await acme.ReceiveAsync("A", Customer, "said to the first")).EnsureSuccessStatusCode();
        (await PostAsync(api, second, Webhooks.Text("B", Customer, "said to the second"))).EnsureSuccessStatusCode();
        using var sent = await SendAsync(api, acme.InstanceName, $"+{Customer}", "answered through the first");
        var id = (await sent.ReadAsync(HttpStatusCode.Accepted)).GetProperty("conversation_id").GetString();

        using var whole = await api.GetAsync($"/api/v1/conversations/{id}/messages", Cancellation);
        using var part = await limited.GetAsync($"/api/v1/conversations/{id}/messages", Cancellation);
        using var list = await limited.GetAsync("/api/v1/conversations", Cancellation);

        Assert.Equal(3, (await whole.ReadAsync(HttpStatusCode.OK)).GetProperty("total").GetInt32());
        var read = await part.ReadAsync(HttpStatusCode.OK);
        Assert.Equal(1, read.GetProperty("total").GetInt32());
        Assert.Equal(["said to the second"], read.GetProperty("items").EnumerateArray().Select(m => m.GetProperty("text").GetString()));
        Assert.DoesNotContain("the first", (await list.ReadAsync(HttpStatusCode.OK)).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/api/v1/conversations?q=%00", null, HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/traces?phone=a%00b", null, HttpStatusCode.BadRequest)]
    [InlineData("GET", "/api/v1/instances?cursor=YQBi", null, HttpStatusCode.UnprocessableEntity)]
    [InlineData("GET", "/api/v1/traces?status=completed,error", null, HttpStatusCode.UnprocessableEntity)]
    [InlineData("GET", "/api/v1/traces?status=_5", null, HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", "/api/v1/keys", """{"name":"a\u0000b"}""", HttpStatusCode.Created)]
    [InlineData("POST", "/api/v1/keys", """{"name":"x","instances":["\u0000"]}""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("POST", "/api/v1/agents", """{"name":"nul","kind":"echo","agent_id":"a\u0000","failure_text":"\u0000"}""", HttpStatusCode.Created)]
    public async Task What_no_database_stores_is_refused_or_dropped_and_never_fails(string method, string path, string? body, HttpStatusCode expected)
    {
        var tenant = await app.CreateTenantAsync();
        using var request = new HttpRequestMessage(new(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };

        using var response = await tenant.Api.SendAsync(request, Cancellation);

        await response.ReadAsync(expected);
    }

    [Theory]
    [InlineData("@g.us")]
    [InlineData("@lid")]
    [InlineData("a\0@g.us")]
    [InlineData("1111111111111111111111111111111111111111111111111111111111111111111111111111111111@g.us")]
    [InlineData("1111111111111111111111111111111111111111@lid")]
    public async Task An_address_that_whatsapp_does_not_have_is_refused(string to)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();

        using var response = await SendAsync(api, acme.InstanceName, to, "hello");

        Assert.True((await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("to", out _));
    }

    private static async Task<string> AddInstanceAsync(TestTenant tenant)
    {
        var name = $"{tenant.Tenant.Slug}-second";
        using var api = tenant.Api();
        using var made = await api.PostAsJsonAsync("/api/v1/instances", new { name, channel_type = "whatsapp", evolution_url = tenant.Gateway.Url, webhook_auth = "none" }, Cancellation);
        await made.ReadAsync(HttpStatusCode.Created);
        return name;
    }

    private async Task<HttpClient> LimitedAsync(HttpClient api, string instance)
    {
        using var made = await api.PostAsJsonAsync("/api/v1/keys", new { name = "limited", instances = new[] { instance } }, Cancellation);
        return app.Api((await made.ReadAsync(HttpStatusCode.Created)).GetProperty("key").GetString());
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient api, string instance, string to, string text)
        => api.PostAsJsonAsync($"/api/v1/instances/{instance}/send-text", new { to, text, client_key = "order-1" }, Cancellation);

    private static async Task<HttpResponseMessage> PostAsync(HttpClient api, string instance, ReadOnlyMemory<byte> body)
    {
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = new("application/json");
        return await api.PostAsync($"/webhook/evolution/{instance}", content, Cancellation);
    }
}
