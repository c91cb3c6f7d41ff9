// What a key that is limited to some instances may change of them, and of the agents that answer there.
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Instances;

public sealed class LimitedInstanceKeyTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PATCH", """{"evolution_url":"http://other.example"}""", "evolution_key")]
    [InlineData("PATCH", """{"agent_api_url":"http://other.example"}""", "agent_api_key")]
    [InlineData("PATCH", """{"agent_api_url":"http://other.example","agent_api_key":"••••8888"}""", "agent_api_key")]
    [InlineData("PUT", """{"evolution_url":"http://other.example","evolution_key":"••••9999"}""", "evolution_key")]
    [InlineData("PUT", """{"agent_api_url":"http://other.example"}""", "agent_api_key")]
    [InlineData("PATCH", """{"evolution_url":"http://other.example","evolution_key":"second-key-of-all-7777","agent_api_url":"http://other.example","agent_api_key":""}""", null)]
    [InlineData("PATCH", """{"evolution_url":"http://gateway.example/evolution","agent_api_url":"http://agent.example/v2"}""", null)]
    [InlineData("PATCH", """{"evolution_url":null}""", null)]
    public async Task A_limited_key_takes_no_stored_key_to_another_host(string method, string body, string? field)
    {
        var tenant = await app.CreateTenantAsync();
        var name = (await tenant.CreateWhatsAppAsync(ApiTenants.NewName("p"), "http://gateway.example", "first-key-of-all-9999", "http://agent.example", "agent-key-first-8888"))
            .GetProperty("name").GetString()!;

        using var response = await SendAsync(await LimitedAsync(tenant, name), new(method), $"/{name}", body);

        var answer = await response.ReadAsync(field is null ? HttpStatusCode.OK : HttpStatusCode.UnprocessableEntity);
        Assert.Equal(field, answer.TryGetProperty("errors", out var errors) ? errors.EnumerateObject().Single().Name : null);
    }

    [Fact]
    public async Task A_limited_key_changes_no_agent_that_answers_beyond_its_reach()
    {
        var tenant = await app.CreateTenantAsync();
        var (one, two) = (ApiTenants.NewName("one"), ApiTenants.NewName("two"));
        await tenant.CreateWhatsAppAsync(one, "http://gateway.example", "first-key-of-all-9999", "http://agent.example", "agent-key-first-8888");
        await tenant.CreateInstanceAsync(two, new { agent = one });
        var limited = await LimitedAsync(tenant, one);
        const string Own = """{"agent_api_url":"http://agent.example/evil"}""";

        using var shared = await SendAsync(limited, HttpMethod.Patch, $"/{one}", Own);
        Assert.Contains("alone", (await shared.ReadAsync(HttpStatusCode.Forbidden)).GetProperty("detail").GetString(), StringComparison.Ordinal);
        using var put = await SendAsync(limited, HttpMethod.Put, $"/{one}", Own);
        await put.ReadAsync(HttpStatusCode.Forbidden);

        // Its own alone: then it may.
        await PatchAsync(tenant, two, """{"agent":null}""");
        using var alone = await SendAsync(limited, HttpMethod.Patch, $"/{one}", Own);
        await alone.ReadAsync(HttpStatusCode.OK);

        // Answering nowhere within reach, it is another's.
        await PatchAsync(tenant, one, """{"agent":null}""");
        using var unused = await SendAsync(limited, HttpMethod.Patch, $"/{one}", Own);
        await unused.ReadAsync(HttpStatusCode.Forbidden);
        using var named = await SendAsync(limited, HttpMethod.Patch, $"/{one}", $$"""{"agent":"{{one}}"}""");
        await named.ReadAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_limited_key_chooses_only_among_agents_of_its_instances()
    {
        var tenant = await app.CreateTenantAsync();
        var (one, two) = (ApiTenants.NewName("one"), ApiTenants.NewName("two"));
        using var bot = await tenant.Api.PostAsJsonAsync("/api/v1/agents", new { name = "bot", url = "http://secret.example", key = "key-of-the-bot-1234" }, Cancellation);
        await bot.ReadAsync(HttpStatusCode.Created);
        await tenant.CreateInstanceAsync(one);
        await tenant.CreateInstanceAsync(two, new { agent = "bot" });
        var limited = await LimitedAsync(tenant, one);

        using var refused = await SendAsync(limited, HttpMethod.Patch, $"/{one}", """{"agent":"bot"}""");
        Assert.True((await refused.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("agent", out _));
        await PatchAsync(tenant, one, """{"agent":"bot"}""");
        using var kept = await SendAsync(limited, HttpMethod.Patch, $"/{one}", """{"agent":"bot","is_active":true}""");
        await kept.ReadAsync(HttpStatusCode.OK);
    }

    private async Task<ApiTenant> LimitedAsync(ApiTenant tenant, string instance)
    {
        using var made = await tenant.Api.PostAsJsonAsync("/api/v1/keys", new { name = "limited", instances = new[] { instance } }, Cancellation);
        var key = (await made.ReadAsync(HttpStatusCode.Created)).GetProperty("key").GetString()!;
        return tenant with { Key = key, Api = app.Api(key) };
    }

    private static async Task<JsonElement> PatchAsync(ApiTenant tenant, string name, string body)
        => await (await SendAsync(tenant, HttpMethod.Patch, $"/{name}", body)).ReadAsync(HttpStatusCode.OK);

    private static Task<HttpResponseMessage> SendAsync(ApiTenant tenant, HttpMethod method, string path, string body)
        => tenant.Api.SendAsync(new(method, $"/api/v1/instances{path}") { Content = new StringContent(body, Encoding.UTF8, "application/json") }, Cancellation);
}
