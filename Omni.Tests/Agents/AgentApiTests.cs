using System.Net;
using System.Net.Http.Json;
using System.Text;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class AgentApiTests(OmniApp app) : IClassFixture<OmniApp>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_agent_is_kept_with_its_key_masked()
    {
        var tenant = await app.CreateTenantAsync();
        using var made = await tenant.Api.PostAsJsonAsync(
            "/api/v1/agents", new { name = "sales", url = "https://agent.example", key = "key-of-the-agent-4321", failure_text = "One moment.", debounce_milliseconds = 500 }, Cancellation);
        var agent = await made.ReadAsync(HttpStatusCode.Created);

        Assert.Equal("/api/v1/agents/sales", made.Headers.Location?.OriginalString);
        Assert.Equal(("automagik", "••••4321", "default", 60), (
            agent.GetProperty("kind").GetString(), agent.GetProperty("key").GetString(), agent.GetProperty("agent_id").GetString(), agent.GetProperty("timeout").GetInt32()));
        using var again = await tenant.Api.PostAsJsonAsync("/api/v1/agents", new { name = "sales", kind = "echo" }, Cancellation);
        await again.ReadAsync(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("""{"kind":"echo"}""", "name")]
    [InlineData("""{"name":"Sales","kind":"echo"}""", "name")]
    [InlineData("""{"name":"a"}""", "url")]
    [InlineData("""{"name":"a","url":"agent.example"}""", "url")]
    [InlineData("""{"name":"a","kind":"openai"}""", "kind")]
    [InlineData("""{"name":"a","kind":"echo","timeout":601}""", "timeout")]
    [InlineData("""{"name":"a","kind":"echo","debounce_milliseconds":-1}""", "debounce_milliseconds")]
    public async Task What_makes_no_sense_is_told_beside_its_field(string body, string field)
    {
        var tenant = await app.CreateTenantAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await tenant.Api.PostAsync("/api/v1/agents", content, Cancellation);
        Assert.NotEmpty((await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").GetProperty(field)[0].GetString()!);
    }

    [Fact]
    public async Task An_agent_in_use_is_deleted_only_by_force_and_its_instances_go_to_people()
    {
        var tenant = await app.CreateTenantAsync();
        using var made = await tenant.Api.PostAsJsonAsync("/api/v1/agents", new { name = "echo", kind = "echo" }, Cancellation);
        await made.ReadAsync(HttpStatusCode.Created);
        var instance = (await tenant.CreateInstanceAsync(fields: new { agent = "echo" })).GetProperty("name").GetString();

        using var refused = await tenant.Api.DeleteAsync("/api/v1/agents/echo", Cancellation);
        await refused.ReadAsync(HttpStatusCode.Conflict);
        using var forced = await tenant.Api.DeleteAsync("/api/v1/agents/echo?force=true", Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, forced.StatusCode);
        using var read = await tenant.Api.GetAsync($"/api/v1/instances/{instance}", Cancellation);
        Assert.Null((await read.ReadAsync(HttpStatusCode.OK)).GetProperty("agent").GetString());
    }

    [Fact]
    public async Task A_shared_agent_is_not_changed_through_one_of_its_instances()
    {
        var tenant = await app.CreateTenantAsync();
        using var made = await tenant.Api.PostAsJsonAsync("/api/v1/agents", new { name = "shared", kind = "echo" }, Cancellation);
        await made.ReadAsync(HttpStatusCode.Created);
        var instance = (await tenant.CreateInstanceAsync(fields: new { agent = "shared" })).GetProperty("name").GetString();
        using var response = await tenant.Api.PatchAsJsonAsync($"/api/v1/instances/{instance}", new { agent_timeout = 5 }, Cancellation);
        await response.ReadAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task An_agent_can_be_tried()
    {
        var tenant = await app.CreateTenantAsync();
        using var made = await tenant.Api.PostAsJsonAsync("/api/v1/agents", new { name = "echo", kind = "echo" }, Cancellation);
        await made.ReadAsync(HttpStatusCode.Created);
        using var tried = await tenant.Api.PostAsJsonAsync("/api/v1/agents/echo/test", new { message = "hello" }, Cancellation);
        var answer = await tried.ReadAsync(HttpStatusCode.OK);
        Assert.True(answer.GetProperty("success").GetBoolean());
        Assert.Equal("[Echo from test] hello", answer.GetProperty("message").GetString());
    }
}
