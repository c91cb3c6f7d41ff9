using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Instances;

public sealed class InstanceApiTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_is_answered_with_its_address_and_its_token_once()
    {
        var tenant = await app.CreateTenantAsync();
        var made = await tenant.CreateWhatsAppAsync(ApiTenants.NewName("shop"), "http://127.0.0.1:9", "evolution-key-of-the-shop");
        var name = made.GetProperty("name").GetString();
        var token = made.GetProperty("webhook_token").GetString()!;

        Assert.Equal($"{app.BaseUrl}/webhook/evolution/{name}", made.GetProperty("webhook_url").GetString());
        Assert.Equal(name, made.GetProperty("whatsapp_instance").GetString());
        Assert.Equal("••••shop", made.GetProperty("evolution_key").GetString());
        Assert.Equal(JsonValueKind.Null, made.GetProperty("agent").ValueKind);
        Assert.Equal("disconnected", made.GetProperty("status").GetString());
        var read = await GetAsync(tenant, name!);
        Assert.Equal($"••••{token[^4..]}", read.GetProperty("webhook_token").GetString());
    }

    [Theory]
    [InlineData("""{"channel_type":"webchat"}""", "name")]
    [InlineData("""{"name":"-x","channel_type":"webchat"}""", "name")]
    [InlineData("""{"name":"x1\n","channel_type":"webchat"}""", "name")]
    [InlineData("""{"name":"fine"}""", "channel_type")]
    [InlineData("""{"name":"fine","channel_type":"discord"}""", "channel_type")]
    [InlineData("""{"name":"fine","channel_type":"pigeon"}""", "channel_type")]
    [InlineData("""{"name":"fine","channel_type":"whatsapp","evolution_url":"gateway:8080"}""", "evolution_url")]
    [InlineData("""{"name":"fine","channel_type":"whatsapp","evolution_url":"/relative"}""", "evolution_url")]
    [InlineData("""{"name":"fine","channel_type":"whatsapp","evolution_key":"with space"}""", "evolution_key")]
    [InlineData("""{"name":"fine","channel_type":"whatsapp","auto_setup":true}""", "evolution_url")]
    [InlineData("""{"name":"fine","channel_type":"whatsapp","webhook_auth":"maybe"}""", "webhook_auth")]
    [InlineData("""{"name":"fine","channel_type":"whatsapp","agent":"nobody"}""", "agent")]
    [InlineData("""{"name":"fine","channel_type":"whatsapp","agent_api_url":"nowhere"}""", "agent_api_url")]
    [InlineData("""{"name":"fine","channel_type":"whatsapp","agent_api_url":"http://a","agent_timeout":0}""", "agent_timeout")]
    [InlineData("""{"name":"fine","channel_type":"whatsapp","agent_api_url":"http://a","agent_instance_type":"gemini"}""", "agent_instance_type")]
    [InlineData("""{"name":"fine","channel_type":"webchat","agent_instance_type":"openai"}""", "agent_id")]
    [InlineData("""{"name":"fine","channel_type":"webchat","allowed_origins":["example.com"]}""", "allowed_origins")]
    [InlineData("{\"name\":\"fine\",\"channel_type\":\"webchat\",\"allowed_origins\":[\"https://shop.\u200b.com\"]}", "allowed_origins")]
    [InlineData("{\"name\":\"fine\",\"channel_type\":\"whatsapp\",\"evolution_url\":\"http://\u202e.com\"}", "evolution_url")]
    public async Task What_makes_no_sense_is_told_beside_its_field(string body, string field)
    {
        var tenant = await app.CreateTenantAsync();
        using var response = await SendAsync(tenant, HttpMethod.Post, "", body);
        var errors = (await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors");
        Assert.NotEmpty(errors.GetProperty(field)[0].GetString()!);
    }

    [Fact]
    public async Task Of_many_who_take_the_same_name_one_succeeds_whatever_their_tenant()
    {
        var tenants = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => app.CreateTenantAsync()));
        var name = ApiTenants.NewName("race");
        var answers = await Task.WhenAll(Enumerable.Range(0, 9).Select(i =>
            tenants[i % 3].Api.PostAsJsonAsync("/api/v1/instances", new { name, channel_type = "whatsapp", agent_api_url = "http://agent.example" }, Cancellation)));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        var refused = answers.Where(a => a.StatusCode == HttpStatusCode.Conflict).ToArray();
        Assert.Equal(8, refused.Length);
        Assert.Single((await Task.WhenAll(refused.Select(r => r.ReadAsync(HttpStatusCode.Conflict)))).Select(p => p.GetProperty("detail").GetString()).Distinct());
    }

    [Fact]
    public async Task A_patch_leaves_what_is_absent_clears_what_is_null_and_ignores_masks()
    {
        var tenant = await app.CreateTenantAsync();
        var name = (await tenant.CreateWhatsAppAsync(ApiTenants.NewName("p"), "http://gateway.example", "first-key-of-all-9999", "http://agent.example", "agent-key-first-8888"))
            .GetProperty("name").GetString()!;

        var changed = await PatchAsync(tenant, name, """{"is_active":false,"agent_timeout":90,"tenant_id":"1","unheard_of":{}}""");
        Assert.Equal((false, 90, "••••9999", "••••8888"), (
            changed.GetProperty("is_active").GetBoolean(), changed.GetProperty("agent_timeout").GetInt32(),
            changed.GetProperty("evolution_key").GetString(), changed.GetProperty("agent_api_key").GetString()));

        changed = await PatchAsync(tenant, name, """{"evolution_key":"••••9999","agent_api_key":"••••8888","evolution_url":null}""");
        Assert.Equal(("••••9999", "••••8888"), (changed.GetProperty("evolution_key").GetString(), changed.GetProperty("agent_api_key").GetString()));
        Assert.Equal(JsonValueKind.Null, changed.GetProperty("evolution_url").ValueKind);

        changed = await PatchAsync(tenant, name, """{"evolution_key":"second-key-of-all-7777"}""");
        Assert.Equal("••••7777", changed.GetProperty("evolution_key").GetString());

        changed = await PatchAsync(tenant, name, """{"evolution_key":null,"agent":null}""");
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (changed.GetProperty("evolution_key").ValueKind, changed.GetProperty("agent").ValueKind));
    }

    [Fact]
    public async Task A_put_of_one_field_leaves_the_others()
    {
        var tenant = await app.CreateTenantAsync();
        var name = (await tenant.CreateWhatsAppAsync(ApiTenants.NewName("p"), "http://gateway.example", "first-key-of-all-9999", "http://agent.example", "agent-key-first-8888"))
            .GetProperty("name").GetString()!;
        await PatchAsync(tenant, name, """{"access_mode":"allowlist","whatsapp_instance":"shop"}""");

        foreach (var (body, field, value) in new[]
        {
            ("""{"agent_api_url":"http://other.example"}""", "agent_api_url", "http://other.example"), ("""{"evolution_key":"second-key-of-all-7777"}""", "evolution_key", "••••7777"),
            ("""{"webhook_auth":"none"}""", "webhook_auth", "none"),
        })
        {
            var before = await GetAsync(tenant, name);
            using var response = await SendAsync(tenant, HttpMethod.Put, $"/{name}", body);
            var after = await response.ReadAsync(HttpStatusCode.OK);
            Assert.Equal(value, after.GetProperty(field).GetString());
            Assert.Equal([field], before.EnumerateObject().Where(f => f.Name is not "updated_at" && f.Value.GetRawText() != after.GetProperty(f.Name).GetRawText()).Select(f => f.Name));
        }

        using var cleared = await SendAsync(tenant, HttpMethod.Put, $"/{name}", """{"evolution_key":null,"agent":null}""");
        var left = await cleared.ReadAsync(HttpStatusCode.OK);
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (left.GetProperty("evolution_key").ValueKind, left.GetProperty("agent").ValueKind));
    }

    [Fact]
    public async Task What_was_read_can_be_put_back_and_changes_nothing()
    {
        var tenant = await app.CreateTenantAsync();
        var name = (await tenant.CreateWhatsAppAsync(ApiTenants.NewName("p"), "http://gateway.example", "first-key-of-all-9999", "http://agent.example", "agent-key-first-8888"))
            .GetProperty("name").GetString()!;
        var before = await GetAsync(tenant, name);
        using var response = await SendAsync(tenant, HttpMethod.Put, $"/{name}", before.GetRawText());
        var after = await response.ReadAsync(HttpStatusCode.OK);

        Assert.Equal(WithoutTime(before), WithoutTime(after));
    }

    [Theory]
    [InlineData("""{"name":"other"}""", "name")]
    [InlineData("""{"channel_type":"webchat"}""", "channel_type")]
    public async Task Name_and_channel_stay(string body, string field)
    {
        var tenant = await app.CreateTenantAsync();
        var name = (await tenant.CreateWhatsAppAsync(ApiTenants.NewName("p"), "http://gateway.example", "some-key-of-all-9999")).GetProperty("name").GetString()!;
        using var response = await SendAsync(tenant, HttpMethod.Patch, $"/{name}", body);
        Assert.True((await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task A_key_of_the_whole_tenant_moves_a_gateway_and_what_is_not_said_stays()
    {
        var tenant = await app.CreateTenantAsync();
        var name = (await tenant.CreateWhatsAppAsync(ApiTenants.NewName("p"), "http://gateway.example", "first-key-of-all-9999", "http://agent.example", "agent-key-first-8888"))
            .GetProperty("name").GetString()!;

        using var response = await SendAsync(tenant, HttpMethod.Patch, $"/{name}", """{"evolution_url":"http://other.example","agent_api_url":"http://other.example"}""");

        var moved = await response.ReadAsync(HttpStatusCode.OK);
        Assert.Equal(("http://other.example", "••••9999", "••••8888"), (moved.GetProperty("evolution_url").GetString(), moved.GetProperty("evolution_key").GetString(), moved.GetProperty("agent_api_key").GetString()));
    }

    [Fact]
    public async Task A_new_token_replaces_the_old_one()
    {
        var tenant = await app.CreateTenantAsync();
        var made = await tenant.CreateInstanceAsync();
        using var response = await SendAsync(tenant, HttpMethod.Post, $"/{made.GetProperty("name").GetString()}/webhook-token", "{}");
        var token = (await response.ReadAsync(HttpStatusCode.OK)).GetProperty("webhook_token").GetString()!;
        Assert.Equal(43, token.Length);
        Assert.NotEqual(made.GetProperty("webhook_token").GetString(), token);
    }

    [Fact]
    public async Task No_secret_comes_back_or_reaches_the_log()
    {
        const string Canary = "canary-Zq7-";
        var tenant = await app.CreateTenantAsync();
        var name = (await tenant.CreateWhatsAppAsync(ApiTenants.NewName("c"), "http://127.0.0.1:9", $"{Canary}gateway", "http://127.0.0.1:9", $"{Canary}agent"))
            .GetProperty("name").GetString();

        foreach (var path in (string[])["/instances", $"/instances/{name}", $"/instances/{name}/status", $"/instances/{name}/qr", "/agents", $"/agents/{name}", "/keys"])
        {
            Assert.DoesNotContain(Canary, await (await tenant.Api.GetAsync($"/api/v1{path}", Cancellation)).Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        using var tried = await tenant.Api.PostAsJsonAsync($"/api/v1/agents/{name}/test", new { message = "hello" }, Cancellation);
        Assert.DoesNotContain(Canary, (await tried.ReadAsync(HttpStatusCode.OK)).GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(Canary, StringComparison.Ordinal));
    }

    private static string WithoutTime(JsonElement instance)
        => string.Join('\n', instance.EnumerateObject().Where(p => p.Name != "updated_at").Select(p => $"{p.Name}={p.Value.GetRawText()}"));

    private static async Task<JsonElement> GetAsync(ApiTenant tenant, string name)
        => await (await tenant.Api.GetAsync($"/api/v1/instances/{name}", Cancellation)).ReadAsync(HttpStatusCode.OK);

    private static async Task<JsonElement> PatchAsync(ApiTenant tenant, string name, string body)
        => await (await SendAsync(tenant, HttpMethod.Patch, $"/{name}", body)).ReadAsync(HttpStatusCode.OK);

    private static Task<HttpResponseMessage> SendAsync(ApiTenant tenant, HttpMethod method, string path, string body)
        => tenant.Api.SendAsync(new(method, $"/api/v1/instances{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") }, Cancellation);
}
