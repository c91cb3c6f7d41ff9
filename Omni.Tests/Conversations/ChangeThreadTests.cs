// What a program says of a conversation: status, agent and assignee stand as it said, all of it or nothing.
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Core.Team;
using Omni.Tests.Support;

namespace Omni.Tests.Conversations;

public sealed class ChangeThreadTests(SharedApp app)
{
    private const string Customer = "5511988887777";

    [Theory]
    [InlineData("""{"status":"pending"}""", "pending", true)]
    [InlineData("""{"status":"open"}""", "open", false)]
    [InlineData("""{"status":"open","bot_enabled":true}""", "open", true)]
    [InlineData("""{"status":"pending","bot_enabled":false}""", "pending", false)]
    [InlineData("""{"status":"resolved"}""", "resolved", true)]
    [InlineData("""{"status":"resolved","bot_enabled":false}""", "resolved", false)]
    [InlineData("""{"status":"OPEN"}""", "open", false)]
    public async Task Status_and_agent_stand_as_they_were_said_with_an_agent_and_without(string body, string status, bool botEnabled)
    {
        foreach (var hasAgent in (bool[])[true, false])
        {
            await using var acme = await TestTenant.CreateAsync(app, hasAgent: hasAgent);
            using var api = acme.Api();
            var id = await BeginAsync(acme, hasAgent);

            foreach (var from in (string[])["{}", """{"status":"resolved"}""", """{"bot_enabled":false}""", """{"bot_enabled":true}"""])
            {
                await PatchAsync(api, id, """{"status":"open"}""");
                await PatchAsync(api, id, from);
                var changed = await PatchAsync(api, id, body);
                Assert.Equal((from, status, botEnabled), (from, changed.GetProperty("status").GetString(), changed.GetProperty("bot_enabled").GetBoolean()));
            }
        }
    }

    [Fact]
    public async Task Where_there_is_no_agent_it_is_switched_off_and_on_again_and_people_keep_it()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var id = await BeginAsync(acme, hasAgent: false);

        var off = await PatchAsync(api, id, """{"bot_enabled":false}""");
        var on = await PatchAsync(api, id, """{"bot_enabled":true}""");

        Assert.Equal(("open", false, "open", true), (off.GetProperty("status").GetString(), off.GetProperty("bot_enabled").GetBoolean(), on.GetProperty("status").GetString(), on.GetProperty("bot_enabled").GetBoolean()));
        Assert.Empty(await LinesAsync(acme));
    }

    [Theory]
    [InlineData("""{"bot_enabled":false}""")]
    [InlineData("""{"status":"open"}""")]
    public async Task What_nobody_has_read_stays_unread(string body)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var id = await BeginAsync(acme, hasAgent: false);

        Assert.Equal(1, (await PatchAsync(api, id, body)).GetProperty("unread_count").GetInt32());
        Assert.Equal(1, (await PatchAsync(api, id, body)).GetProperty("unread_count").GetInt32());
    }

    [Fact]
    public async Task Open_with_its_agent_on_is_answered_by_the_agent()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        var id = await BeginAsync(acme, hasAgent: true);
        await PatchAsync(api, id, """{"status":"open","bot_enabled":true}""");

        (await acme.ReceiveAsync("MORE", Customer, "More")).EnsureSuccessStatusCode();

        await acme.WaitForMessagesAsync(m => m is [_, _, _, { Text: "Answer to: More", Status: MessageStatus.Sent }]);
        Assert.Equal("open", (await GetAsync(api, id)).GetProperty("status").GetString());
    }

    [Fact]
    public async Task It_is_assigned_to_a_member_by_id_or_address_and_to_nobody()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var id = await BeginAsync(acme, hasAgent: false);
        var (dana, email) = await MemberAsync(acme, "Dana");

        Assert.Equal(dana, (await PatchAsync(api, id, $$"""{"assignee":"{{dana}}"}""")).GetProperty("assignee").GetGuid());
        Assert.Equal(1, (await ListAsync(api, $"assignee={dana}")).GetProperty("total").GetInt32());
        Assert.Equal(JsonValueKind.Null, (await PatchAsync(api, id, """{"assignee":null}""")).GetProperty("assignee").ValueKind);
        Assert.Equal(1, (await ListAsync(api, "assignee=none")).GetProperty("total").GetInt32());
        Assert.Equal(dana, (await PatchAsync(api, id, $$"""{"assignee":"{{email.ToUpperInvariant()}}"}""")).GetProperty("assignee").GetGuid());
        Assert.Equal(dana, (await PatchAsync(api, id, "{}")).GetProperty("assignee").GetGuid());
        Assert.Equal(["Dana", null, "Dana"], (await LinesAsync(acme)).Where(l => l.Kind is ActivityKind.Assigned).Select(l => l.Detail));
    }

    [Fact]
    public async Task Of_what_makes_no_sense_every_field_is_told_and_nothing_happens()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var bolt = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var id = await BeginAsync(acme, hasAgent: false);
        var (stranger, _) = await MemberAsync(bolt, "Stranger");
        var before = (await GetAsync(api, id)).GetRawText();

        await AssertRefusedAsync(api, id, $$"""{"status":"resolved","bot_enabled":false,"assignee":"{{stranger}}"}""", "assignee");
        await AssertRefusedAsync(api, id, """{"status":"resolved","assignee":""}""", "assignee");
        await AssertRefusedAsync(api, id, """{"status":"resolved","agent":"nobody","assignee":"nobody@example.com"}""", "agent", "assignee");
        await AssertRefusedAsync(api, id, """{"status":"1"}""", "status");
        await AssertRefusedAsync(api, id, """{"status":"open,resolved"}""", "status");
        await AssertRefusedAsync(api, id, """{"status":"done","snoozed_until":"tomorrow"}""", "status", "snoozed_until");

        Assert.Equal(before, (await GetAsync(api, id)).GetRawText());
        Assert.Empty(await LinesAsync(acme));
    }

    private static async Task<Guid> BeginAsync(TestTenant tenant, bool hasAgent)
    {
        (await tenant.ReceiveAsync("BEGIN", Customer, "Oi")).EnsureSuccessStatusCode();
        var messages = await tenant.WaitForMessagesAsync(m => hasAgent ? m is [_, { Status: MessageStatus.Sent }] : m.Count == 1);
        return messages[0].ConversationId;
    }

    private static async Task<(Guid Id, string Email)> MemberAsync(TestTenant tenant, string name)
    {
        var email = $"{name}-{Guid.NewGuid():N}@example.com";
        var user = new User { Id = Guid.CreateVersion7(), UserName = email, Email = email, NormalizedEmail = email.ToUpperInvariant(), NormalizedUserName = email.ToUpperInvariant(), DisplayName = name };
        await tenant.ReadAsync(db =>
        {
            db.AddRange(user, new Membership { UserId = user.Id, Role = MemberRole.Member, CreatedAt = DateTimeOffset.UnixEpoch });
            return db.SaveChangesAsync();
        });
        return (user.Id, email);
    }

    private static Task<List<Activity>> LinesAsync(TestTenant tenant) => tenant.ReadAsync(db => db.Activities.OrderBy(a => a.At).ThenBy(a => a.Id).ToListAsync());

    private static async Task<JsonElement> PatchAsync(HttpClient api, Guid id, string body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await api.PatchAsync($"/api/v1/conversations/{id}", content);
        return await response.ReadAsync(expected);
    }

    private static async Task AssertRefusedAsync(HttpClient api, Guid id, string body, params string[] fields)
        => Assert.Equal(fields, (await PatchAsync(api, id, body, HttpStatusCode.UnprocessableEntity)).GetProperty("errors").EnumerateObject().Select(e => e.Name).Order(StringComparer.Ordinal).OrderBy(n => Array.IndexOf(fields, n)));

    private static async Task<JsonElement> GetAsync(HttpClient api, Guid id)
    {
        using var response = await api.GetAsync($"/api/v1/conversations/{id}");
        return await response.ReadAsync(HttpStatusCode.OK);
    }

    private static async Task<JsonElement> ListAsync(HttpClient api, string query)
    {
        using var response = await api.GetAsync($"/api/v1/conversations?{query}");
        return await response.ReadAsync(HttpStatusCode.OK);
    }
}
