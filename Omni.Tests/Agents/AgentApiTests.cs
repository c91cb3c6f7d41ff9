using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class AgentApiTests(SharedApp app)
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

    [Fact]
    public async Task The_names_that_instances_have_say_the_same()
    {
        var tenant = await app.CreateTenantAsync();
        using var made = await tenant.Api.PostAsJsonAsync(
            "/api/v1/agents",
            new { name = "sales", agent_instance_type = "hive", agent_api_url = "https://agent.example", agent_api_key = "key-of-the-agent-4321", agent_timeout = 90, agent_stream_mode = true },
            Cancellation);
        Assert.Equal(("hive", "https://agent.example", "••••4321", 90, true), Of(await made.ReadAsync(HttpStatusCode.Created)));

        using var changed = await tenant.Api.PatchAsJsonAsync("/api/v1/agents/sales", new { agent_timeout = 30, agent_api_key = (string?)null, url = "https://other.example", agent_api_url = "https://agent.example" }, Cancellation);
        Assert.Equal(("hive", "https://other.example", null, 30, true), Of(await changed.ReadAsync(HttpStatusCode.OK)));

        static (string?, string?, string?, int, bool) Of(JsonElement agent)
            => (agent.GetProperty("kind").GetString(), agent.GetProperty("url").GetString(), agent.GetProperty("key").GetString(), agent.GetProperty("timeout").GetInt32(), agent.GetProperty("stream").GetBoolean());
    }

    [Theory]
    [InlineData("""{"name":"a","agent_api_url":"agent.example"}""", "agent_api_url")]
    [InlineData("""{"name":"a","kind":"echo","agent_timeout":601}""", "agent_timeout")]
    [InlineData("""{"kind":"echo"}""", "name")]
    [InlineData("""{"name":"Sales","kind":"echo"}""", "name")]
    [InlineData("""{"name":"a"}""", "url")]
    [InlineData("""{"name":"a","url":"agent.example"}""", "url")]
    [InlineData("{\"name\":\"a\",\"url\":\"http://\u200b.com\"}", "url")]
    [InlineData("""{"name":"a","kind":"gemini"}""", "kind")]
    [InlineData("""{"name":"a","kind":"hive"}""", "url")]
    [InlineData("""{"name":"a","kind":"openai"}""", "model")]
    [InlineData("""{"name":"a","kind":"openai","model":"m","url":"ollama"}""", "url")]
    [InlineData("""{"name":"a","kind":"openai","model":"m","history_messages":101}""", "history_messages")]
    [InlineData("""{"name":"a","kind":"hive","url":"http://h","agent_type":"crew"}""", "agent_type")]
    [InlineData("""{"name":"a","kind":"hive","url":"http://h","session_rule":"day"}""", "session_rule")]
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
    public async Task What_a_kind_has_of_its_own_is_kept_and_null_takes_the_usual()
    {
        var tenant = await app.CreateTenantAsync();
        using var made = await tenant.Api.PostAsJsonAsync(
            "/api/v1/agents",
            new { name = "model", kind = "openai", model = "gpt-4o-mini", system_prompt = "You are a bakery.", stream = true, tools = false, history_messages = 5, session_rule = "turn", agent_type = "team", key = "sk-test-key-of-a-model-9876" },
            Cancellation);
        Assert.Equal(("openai", "gpt-4o-mini", "You are a bakery.", true, false, 5, "turn", "team", null, "••••9876"), Own(await made.ReadAsync(HttpStatusCode.Created)));

        using var cleared = await tenant.Api.PatchAsJsonAsync(
            "/api/v1/agents/model",
            new { kind = "hive", url = "https://hive.example", key = "sk-test-key-of-a-model-9876", model = (string?)null, system_prompt = (string?)null, stream = (bool?)null, tools = (bool?)null, history_messages = (int?)null, session_rule = (string?)null, agent_type = (string?)null },
            Cancellation);
        Assert.Equal(("hive", null, null, false, true, 20, "person", "agent", "https://hive.example", "••••9876"), Own(await cleared.ReadAsync(HttpStatusCode.OK)));
    }

    [Theory]
    [InlineData("""{"agent_instance_type":"hive","agent_api_url":"https://hive.example","agent_id":"crew","agent_type":"team","agent_stream_mode":true}""", "hive", "crew", "team", true)]
    [InlineData("""{"agent_instance_type":"openai","agent_id":"gpt-4o-mini"}""", "openai", "gpt-4o-mini", "agent", false)]
    [InlineData("""{"agent_instance_type":"openai","agent_id":"llama3","agent_api_url":"http://ollama.example/v1"}""", "openai", "llama3", "agent", false)]
    public async Task An_instances_flat_fields_make_an_agent_of_any_kind(string fields, string kind, string id, string type, bool streams)
    {
        var tenant = await app.CreateTenantAsync();
        var instance = await tenant.CreateInstanceAsync(fields: System.Text.Json.JsonDocument.Parse(fields).RootElement);

        Assert.Equal((kind, id, type, streams), (
            instance.GetProperty("agent_instance_type").GetString(), instance.GetProperty("agent_id").GetString(),
            instance.GetProperty("agent_type").GetString(), instance.GetProperty("agent_stream_mode").GetBoolean()));
        using var read = await tenant.Api.GetAsync($"/api/v1/agents/{instance.GetProperty("name").GetString()}", Cancellation);
        var agent = await read.ReadAsync(HttpStatusCode.OK);
        Assert.Equal((kind, kind is "openai" ? id : null, streams), (agent.GetProperty("kind").GetString(), agent.GetProperty("model").GetString(), agent.GetProperty("stream").GetBoolean()));

        using var changed = await tenant.Api.PatchAsJsonAsync($"/api/v1/instances/{instance.GetProperty("name").GetString()}", new { agent_stream_mode = true }, Cancellation);
        Assert.True((await changed.ReadAsync(HttpStatusCode.OK)).GetProperty("agent_stream_mode").GetBoolean());
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

    private static (string?, string?, string?, bool, bool, int, string?, string?, string?, string?) Own(System.Text.Json.JsonElement agent) => (
        agent.GetProperty("kind").GetString(), agent.GetProperty("model").GetString(), agent.GetProperty("system_prompt").GetString(),
        agent.GetProperty("stream").GetBoolean(), agent.GetProperty("tools").GetBoolean(), agent.GetProperty("history_messages").GetInt32(),
        agent.GetProperty("session_rule").GetString(), agent.GetProperty("agent_type").GetString(), agent.GetProperty("url").GetString(), agent.GetProperty("key").GetString());
}
