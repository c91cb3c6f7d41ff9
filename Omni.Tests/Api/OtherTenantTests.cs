using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Omni.Tests.Support;

namespace Omni.Tests.Api;

public sealed class OtherTenantTests(SharedApp app)
{
    public static TheoryData<string, string> InstanceRoutes => new()
    {
        { "GET", "" }, { "PUT", "" }, { "PATCH", "" }, { "DELETE", "" }, { "POST", "/webhook-token" },
        { "GET", "/status" }, { "GET", "/qr" }, { "POST", "/connect" }, { "POST", "/disconnect" }, { "POST", "/restart" }, { "POST", "/logout" },
    };

    public static TheoryData<string, string> AgentRoutes => new()
    {
        { "GET", "" }, { "PATCH", "" }, { "DELETE", "" }, { "DELETE", "?force=true" }, { "POST", "/test" },
    };

    [Theory]
    [MemberData(nameof(InstanceRoutes))]
    public async Task Another_tenants_instance_looks_like_one_that_never_was(string method, string route)
    {
        var (owner, stranger) = (await app.CreateTenantAsync(), await app.CreateTenantAsync());
        var name = (await owner.CreateInstanceAsync()).GetProperty("name").GetString()!;

        var theirs = await CallAsync(stranger.Api, method, $"/api/v1/instances/{name}{route}");
        var nobodys = await CallAsync(stranger.Api, method, $"/api/v1/instances/{ApiTenants.NewName("x")}{route}");

        Assert.Equal(nobodys, theirs);
        using var still = await owner.Api.GetAsync($"/api/v1/instances/{name}", TestContext.Current.CancellationToken);
        await still.ReadAsync(HttpStatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(InstanceRoutes))]
    public async Task An_instance_beyond_a_limited_key_looks_like_one_that_never_was(string method, string route)
    {
        var tenant = await app.CreateTenantAsync();
        var mine = (await tenant.CreateInstanceAsync()).GetProperty("name").GetString()!;
        var other = (await tenant.CreateInstanceAsync()).GetProperty("name").GetString()!;
        using var limited = app.Api(await LimitedKeyAsync(tenant, mine));

        Assert.Equal(
            await CallAsync(limited, method, $"/api/v1/instances/{ApiTenants.NewName("x")}{route}"),
            await CallAsync(limited, method, $"/api/v1/instances/{other}{route}"));
        using var reachable = await limited.GetAsync($"/api/v1/instances/{mine}", TestContext.Current.CancellationToken);
        await reachable.ReadAsync(HttpStatusCode.OK);
        using var list = await limited.GetAsync("/api/v1/instances", TestContext.Current.CancellationToken);
        Assert.Equal(1, (await list.ReadAsync(HttpStatusCode.OK)).GetProperty("total").GetInt32());
    }

    [Theory]
    [MemberData(nameof(AgentRoutes))]
    public async Task Another_tenants_agent_looks_like_one_that_never_was(string method, string route)
    {
        var (owner, stranger) = (await app.CreateTenantAsync(), await app.CreateTenantAsync());
        using var made = await owner.Api.PostAsJsonAsync("/api/v1/agents", new { name = "helper", kind = "echo" }, TestContext.Current.CancellationToken);
        await made.ReadAsync(HttpStatusCode.Created);

        Assert.Equal(
            await CallAsync(stranger.Api, method, $"/api/v1/agents/nobody{route}"),
            await CallAsync(stranger.Api, method, $"/api/v1/agents/helper{route}"));
        using var still = await owner.Api.GetAsync("/api/v1/agents/helper", TestContext.Current.CancellationToken);
        await still.ReadAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_tenants_key_cannot_be_revoked()
    {
        var (owner, stranger) = (await app.CreateTenantAsync(), await app.CreateTenantAsync());
        using var list = await owner.Api.GetAsync("/api/v1/keys", TestContext.Current.CancellationToken);
        var id = (await list.ReadAsync(HttpStatusCode.OK)).GetProperty("items")[0].GetProperty("id").GetString();

        Assert.Equal(
            await CallAsync(stranger.Api, "DELETE", $"/api/v1/keys/{Guid.NewGuid()}"),
            await CallAsync(stranger.Api, "DELETE", $"/api/v1/keys/{id}"));
        using var still = await owner.Api.GetAsync("/api/v1/keys", TestContext.Current.CancellationToken);
        await still.ReadAsync(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Another_tenants_agent_cannot_be_put_on_an_instance()
    {
        var (owner, stranger) = (await app.CreateTenantAsync(), await app.CreateTenantAsync());
        using var made = await owner.Api.PostAsJsonAsync("/api/v1/agents", new { name = "secretary", kind = "echo" }, TestContext.Current.CancellationToken);
        await made.ReadAsync(HttpStatusCode.Created);
        using var response = await stranger.Api.PostAsJsonAsync(
            "/api/v1/instances", new { name = ApiTenants.NewName("i"), channel_type = "webchat", agent = "secretary" }, TestContext.Current.CancellationToken);
        Assert.True((await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("agent", out _));
    }

    // The status and the body, without what is new in every answer. It must be 404.
    private static async Task<string> CallAsync(HttpClient api, string method, string path)
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Content = method is "GET" or "DELETE" ? null : JsonContent.Create(new { message = "hello" });
        using var response = await api.SendAsync(request, TestContext.Current.CancellationToken);
        var problem = await response.ReadAsync(HttpStatusCode.NotFound);
        var body = JsonNode.Parse(problem.GetRawText())!.AsObject();
        body.Remove("traceId");
        return body.ToJsonString();
    }

    private static async Task<string> LimitedKeyAsync(ApiTenant tenant, string instance)
    {
        using var made = await tenant.Api.PostAsJsonAsync("/api/v1/keys", new { name = "limited", instances = new[] { instance } }, TestContext.Current.CancellationToken);
        return (await made.ReadAsync(HttpStatusCode.Created)).GetProperty("key").GetString()!;
    }
}
