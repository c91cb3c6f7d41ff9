// Calls with a good key that reach for more than is theirs, or for what no database stores.
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Omni.Tests.Support;

namespace Omni.Tests.Api;

public sealed class HostileCallTests(SharedApp app)
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

    [Theory]
    [InlineData("send-text", """{"text":"Hi"}""", """{"text":"Hi, your code is 1234"}""")]
    [InlineData("send-text", """{"text":"Hi"}""", """{"text":"Hi","mentions_everyone":true}""")]
    [InlineData("send-text", """{"text":"Hi"}""", """{"text":"Hi","reply_to":"3AAA0000000000000002"}""")]
    [InlineData("send-text", """{"text":"Hi","send_at":"{at}"}""", """{"text":"Bye","send_at":"{at}"}""")]
    [InlineData("send-text", """{"text":"Hi","send_at":"{at}"}""", """{"text":"Hi","send_at":"{later}"}""")]
    [InlineData("send-media", """{"media_type":"image","media_base64":"AAEC"}""", """{"media_type":"image","media_base64":"AAED"}""")]
    [InlineData("send-location", """{"latitude":1,"longitude":2}""", """{"latitude":1,"longitude":3}""")]
    [InlineData("send-contact", """{"contacts":[{"name":"Ana","phone":"+5511977776666"}]}""", """{"contacts":[{"name":"Bea","phone":"+5511977776666"}]}""")]
    public async Task A_client_key_holds_for_one_content_and_not_for_what_resembles_it(string path, string first, string other)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();

        var sent = await KeyedAsync(api, acme.InstanceName, path, first, HttpStatusCode.Accepted);
        await KeyedAsync(api, acme.InstanceName, path, other, HttpStatusCode.Conflict);
        var again = await KeyedAsync(api, acme.InstanceName, path, first, HttpStatusCode.Accepted);

        Assert.Equal(sent.GetProperty("id").GetGuid(), again.GetProperty("id").GetGuid());
        Assert.Single(await acme.MessagesAsync());
    }

    [Fact]
    public async Task A_repeated_text_that_was_cut_is_one_message_and_one_from_before_there_were_fingerprints_too()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var text = $$"""{"text":"one\n\n{{new string('x', 3000)}}\n\ntwo","enable_auto_split":true}""";
        var sent = await KeyedAsync(api, acme.InstanceName, "send-text", text, HttpStatusCode.Accepted);
        var pieces = (await acme.MessagesAsync()).Count;

        await KeyedAsync(api, acme.InstanceName, "send-text", text, HttpStatusCode.Accepted);
        await acme.ReadAsync(db => db.Messages.ExecuteUpdateAsync(m => m.SetProperty(x => x.ContentHash, (string?)null)));
        var again = await KeyedAsync(api, acme.InstanceName, "send-text", text, HttpStatusCode.Accepted);

        Assert.Equal(sent.GetProperty("id").GetGuid(), again.GetProperty("id").GetGuid());
        Assert.Equal(pieces, (await acme.MessagesAsync()).Count);
    }

    [Fact]
    public async Task Whoever_is_refused_because_of_the_key_gets_no_empty_conversation()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();

        var answers = await Task.WhenAll(Enumerable.Range(10, 20).Select(n => SendAsync(api, acme.InstanceName, $"+155512300{n}", "hello")));

        Assert.Equal((1, 19), (answers.Count(a => a.StatusCode is HttpStatusCode.Accepted), answers.Count(a => a.StatusCode is HttpStatusCode.Conflict)));
        Assert.Equal((1, 1), (await acme.ReadAsync(db => db.Conversations.CountAsync()), await acme.ReadAsync(db => db.Contacts.CountAsync())));
    }

    [Fact]
    public async Task A_message_is_quoted_only_through_the_instance_that_carried_it()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var second = await AddInstanceAsync(acme);
        using var api = acme.Api();
        using var limited = await LimitedAsync(api, second);
        (await acme.ReceiveAsync("A", Customer, "said to the first")).EnsureSuccessStatusCode();
        (await PostAsync(api, second, Webhooks.Text("B", Customer, "said to the second"))).EnsureSuccessStatusCode();
        var messages = await acme.MessagesAsync();
        var (first, own) = (messages[0], messages[1]);

        foreach (var caller in (HttpClient[])[api, limited])
        {
            using var answer = await caller.PostAsJsonAsync($"/api/v1/conversations/{first.ConversationId}/messages", new { text = "re", reply_to = first.Id }, Cancellation);
            Assert.DoesNotContain("said to", (await answer.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetRawText(), StringComparison.Ordinal);
            using var reaction = await caller.PostAsJsonAsync($"/api/v1/instances/{second}/send-reaction", new { to = $"+{Customer}", message_id = first.Id, reaction = "👍" }, Cancellation);
            await reaction.ReadAsync(HttpStatusCode.UnprocessableEntity);
        }

        using var quoted = await limited.PostAsJsonAsync($"/api/v1/conversations/{own.ConversationId}/messages", new { text = "re", reply_to = own.Id }, Cancellation);
        Assert.Equal("B", (await quoted.ReadAsync(HttpStatusCode.Accepted)).GetProperty("reply_to").GetString());
    }

    [Theory]
    [InlineData("/api/v1/instances/{0}/send-text", """{{"text":"x","to":"{1}"}}""")]
    [InlineData("/api/v1/tools/send-text", """{{"text":"x","instance":"{0}","to":"{1}"}}""")]
    [InlineData("/api/v1/instances/{0}/send-text", """{{"text":"x","to":"+5511988887777","reply_to":"{1}"}}""")]
    public async Task A_value_beyond_all_measure_is_refused_in_a_few_words(string path, string body)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var long1 = new string('1', 3_000_000);
        using var content = new StringContent(string.Format(System.Globalization.CultureInfo.InvariantCulture, body, acme.InstanceName, long1), Encoding.UTF8, "application/json");

        using var response = await api.PostAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, acme.InstanceName), content, Cancellation);

        Assert.InRange((await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetRawText().Length, 1, 1_000);
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
    [InlineData("GET", "/api/v1/traces/analytics/summary?from=9999-12-31T23:59:59.9999999Z", null, HttpStatusCode.OK)]
    [InlineData("GET", "/api/v1/traces/analytics/summary?from=9999-12-31T20:00:00Z&to=9999-12-31T23:59:59.9999999Z", null, HttpStatusCode.OK)]
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
        using var made = await api.PostAsJsonAsync(
            "/api/v1/instances", new { name, channel_type = "whatsapp", evolution_url = tenant.Gateway.Url, evolution_key = tenant.Gateway.Key, webhook_auth = "none" }, Cancellation);
        await made.ReadAsync(HttpStatusCode.Created);
        return name;
    }

    private async Task<System.Text.Json.JsonElement> KeyedAsync(HttpClient api, string instance, string path, string body, HttpStatusCode expected)
    {
        body = body.Replace("{at}", Tomorrow(9), StringComparison.Ordinal).Replace("{later}", Tomorrow(10), StringComparison.Ordinal);
        var json = System.Text.Json.Nodes.JsonNode.Parse(body)!.AsObject();
        json["to"] = $"+{Customer}";
        json["client_key"] = "order-2";
        using var response = await api.PostAsJsonAsync($"/api/v1/instances/{instance}/{path}", json, Cancellation);
        return await response.ReadAsync(expected);
    }

    private string Tomorrow(int hour) => app.Clock.GetUtcNow().UtcDateTime.Date.AddDays(2).AddHours(hour).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

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
