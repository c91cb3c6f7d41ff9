// One conversation has an agent of its own, whatever its instance has.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Agents;

public sealed class ThreadAgentTests(SharedApp app)
{
    private const string Customer = "5511988887777";
    private const string Other = "5511977776666";

    [Fact]
    public async Task The_chosen_agent_answers_there_alone_until_it_is_deleted()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        await AddEchoAsync(api, "sales");
        var id = await BeginAsync(acme, Customer, "Answer to: Oi");

        Assert.Equal("sales", (await ChooseAsync(api, id, "sales")).GetProperty("agent").GetString());
        await AskAsync(acme, Customer, "Price?", "[Echo from whatsapp] Price?");
        await BeginAsync(acme, Other, "Answer to: Oi");

        using var deleted = await api.DeleteAsync("/api/v1/agents/sales");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await AskAsync(acme, Customer, "And now?", "Answer to: And now?");
        Assert.Equal(JsonValueKind.Null, (await api.GetFromJsonAsync<JsonElement>($"/api/v1/conversations/{id}")).GetProperty("agent").ValueKind);
        Assert.Contains(await acme.ReadAsync(db => db.Activities.ToListAsync()), a => a is { Kind: ActivityKind.AgentChosen, Detail: "sales" });
    }

    [Fact]
    public async Task An_unknown_agent_is_refused_and_null_takes_the_instances_again()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var bolt = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        using var theirs = bolt.Api();
        await AddEchoAsync(api, "sales");
        await AddEchoAsync(theirs, "strangers");
        var id = await BeginAsync(acme, Customer, "Answer to: Oi");

        using var refused = await api.PatchAsJsonAsync($"/api/v1/conversations/{id}", new { agent = "strangers" });
        Assert.True((await refused.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("agent", out _));
        await ChooseAsync(api, id, "sales");
        await ChooseAsync(api, id, null);
        await AskAsync(acme, Customer, "Price?", "Answer to: Price?");
    }

    [Fact]
    public async Task A_limited_key_chooses_no_agent_of_elsewhere_and_changes_none_that_was_chosen()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        await AddEchoAsync(api, "sales");
        var id = await BeginAsync(acme, Customer, "Answer to: Oi");
        using var made = await api.PostAsJsonAsync("/api/v1/keys", new { name = "limited", instances = new[] { acme.InstanceName } });
        using var limited = app.Api((await made.ReadAsync(HttpStatusCode.Created)).GetProperty("key").GetString());

        using var refused = await limited.PatchAsJsonAsync($"/api/v1/conversations/{id}", new { agent = "sales" });
        Assert.True((await refused.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("agent", out _));
        await ChooseAsync(limited, id, "assistant");

        // Named like the instance, it answers there; and for one person, wherever they write.
        using var described = await api.PatchAsJsonAsync($"/api/v1/instances/{acme.InstanceName}", new { agent_api_url = acme.Agent.Url, agent_api_key = "key-of-its-own-1234" });
        await described.ReadAsync(HttpStatusCode.OK);
        await ChooseAsync(api, id, acme.InstanceName);
        using var change = await limited.PatchAsJsonAsync($"/api/v1/instances/{acme.InstanceName}", new { agent_api_url = $"{acme.Agent.Url}/evil" });
        await change.ReadAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Where_the_instance_has_none_the_chosen_agent_answers_from_the_next_message_on()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        await AddEchoAsync(api, "sales");
        (await acme.ReceiveAsync("ASK", Customer, "Oi")).EnsureSuccessStatusCode();
        var id = await acme.ReadAsync(db => db.Conversations.Select(c => c.Id).SingleAsync());

        Assert.Equal("pending", (await ChooseAsync(api, id, "sales")).GetProperty("status").GetString());
        await AskAsync(acme, Customer, "Price?", "[Echo from whatsapp] Price?");
        Assert.Equal("open", (await ChooseAsync(api, id, null)).GetProperty("status").GetString());
        (await acme.ReceiveAsync("LATER", Customer, "Anybody?")).EnsureSuccessStatusCode();
        Assert.False((await acme.MessagesAsync())[^1].AwaitsTurn);
    }

    [Fact]
    public async Task A_merge_keeps_the_survivors_choice_and_its_holder()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        await AddEchoAsync(api, "sales");
        await AddEchoAsync(api, "support");
        var stays = await BeginAsync(acme, Customer, "Answer to: Oi");
        var goes = await BeginAsync(acme, Other, "Answer to: Oi");
        await ChooseAsync(api, stays, "sales");
        await ChooseAsync(api, goes, "support");
        using var off = await api.PatchAsJsonAsync($"/api/v1/conversations/{goes}", new { bot_enabled = false });
        await off.ReadAsync(HttpStatusCode.OK);

        using var merged = await api.PostAsJsonAsync($"/api/v1/conversations/{goes}/merge", new { into = stays });
        var answer = await merged.ReadAsync(HttpStatusCode.OK);

        Assert.Equal(("sales", false), (answer.GetProperty("agent").GetString(), answer.GetProperty("bot_enabled").GetBoolean()));
        Assert.NotNull(await acme.ReadAsync(db => db.Conversations.Where(c => c.Id == stays).Select(c => c.HeldSince).SingleAsync()));
    }

    private static async Task AddEchoAsync(HttpClient api, string name)
    {
        using var made = await api.PostAsJsonAsync("/api/v1/agents", new { name, kind = "echo" });
        await made.ReadAsync(HttpStatusCode.Created);
    }

    private static async Task<JsonElement> ChooseAsync(HttpClient api, Guid id, string? agent)
    {
        using var changed = await api.PatchAsJsonAsync($"/api/v1/conversations/{id}", new { agent });
        return await changed.ReadAsync(HttpStatusCode.OK);
    }

    private static async Task<Guid> BeginAsync(TestTenant tenant, string customer, string answer)
    {
        await AskAsync(tenant, customer, "Oi", answer);
        return (await tenant.MessagesAsync()).Last(m => m.Address.StartsWith(customer, StringComparison.Ordinal)).ConversationId;
    }

    private static async Task AskAsync(TestTenant tenant, string customer, string text, string answer)
    {
        (await tenant.ReceiveAsync($"{customer}-{text}", customer, text)).EnsureSuccessStatusCode();
        await tenant.WaitForMessagesAsync(m => m[^1] is { Direction: MessageDirection.Outbound, Status: MessageStatus.Sent } last && last.Text == answer);
    }
}
