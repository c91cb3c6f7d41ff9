using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Delivery.Scheduling;

public sealed class ScheduledApiTests(OmniApp app) : IClassFixture<OmniApp>
{
    [Fact]
    public async Task A_text_is_scheduled_listed_changed_and_cancelled()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (soon, later) = (app.Clock.GetUtcNow().AddHours(1), app.Clock.GetUtcNow().AddHours(2));

        using var first = await api.PostAsJsonAsync($"/api/v1/instances/{acme.InstanceName}/send-text", new { to = "+5511988887777", text = "second", send_at = later });
        var sent = await first.ReadAsync(HttpStatusCode.Accepted);
        Assert.Equal("scheduled", sent.GetProperty("status").GetString());
        var conversation = sent.GetProperty("conversation_id").GetGuid();
        using var inThread = await api.PostAsJsonAsync($"/api/v1/conversations/{conversation}/messages", new { text = "first", send_at = soon.ToUnixTimeSeconds() });
        Assert.Equal("scheduled", (await inThread.ReadAsync(HttpStatusCode.Accepted)).GetProperty("status").GetString());
        using var direct = await api.PostAsJsonAsync("/api/v1/scheduled", new { conversation_id = conversation, text = "third", send_at = later.AddHours(1), recurrence = "monthly", only_if_unanswered = true });
        var third = await direct.ReadAsync(HttpStatusCode.Accepted);
        Assert.Equal(("monthly", true), (third.GetProperty("recurrence").GetString(), third.GetProperty("only_if_unanswered").GetBoolean()));
        using var other = await api.PostAsJsonAsync("/api/v1/scheduled", new { instance = acme.InstanceName, to = "+5511977776666", text = "to somebody else", send_at = soon });
        await other.ReadAsync(HttpStatusCode.Accepted);

        var list = await GetAsync(api, $"/api/v1/scheduled?conversation_id={conversation}&limit=2");
        Assert.Equal(["first", "second"], list.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("text").GetString()));
        Assert.Equal(3, list.GetProperty("total").GetInt32());
        var rest = await GetAsync(api, $"/api/v1/scheduled?conversation_id={conversation}&cursor={list.GetProperty("next_cursor").GetString()}");
        Assert.Equal(["third"], rest.GetProperty("items").EnumerateArray().Select(i => i.GetProperty("text").GetString()));
        Assert.Equal(4, (await GetAsync(api, "/api/v1/scheduled")).GetProperty("total").GetInt32());

        var id = third.GetProperty("id").GetGuid();
        using var changed = await api.PatchAsJsonAsync($"/api/v1/scheduled/{id}", new { text = "now the first", send_at = soon.AddMinutes(-30), recurrence = "none" });
        var answer = await changed.ReadAsync(HttpStatusCode.OK);
        Assert.Equal(("now the first", "none", true), (answer.GetProperty("text").GetString(), answer.GetProperty("recurrence").GetString(), answer.GetProperty("only_if_unanswered").GetBoolean()));
        using var cancelled = await api.DeleteAsync($"/api/v1/scheduled/{id}");
        Assert.Equal("cancelled", (await cancelled.ReadAsync(HttpStatusCode.OK)).GetProperty("status").GetString());
        using var again = await api.DeleteAsync($"/api/v1/scheduled/{id}");
        await again.ReadAsync(HttpStatusCode.OK);
        using var tooLate = await api.PostAsync($"/api/v1/scheduled/{id}/send-now", null);
        await tooLate.ReadAsync(HttpStatusCode.Conflict);

        using var now = await api.PostAsync($"/api/v1/scheduled/{sent.GetProperty("id").GetGuid()}/send-now?wait=true", null);
        Assert.Equal("sent", (await now.ReadAsync(HttpStatusCode.OK)).GetProperty("status").GetString());
        Assert.Equal(["second"], acme.Gateway.Sends.Select(s => s.Text));
        using var left = await api.DeleteAsync($"/api/v1/scheduled/{sent.GetProperty("id").GetGuid()}");
        await left.ReadAsync(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_by_name_and_begins_no_thread()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var soon = app.Clock.GetUtcNow().AddHours(1);
        var send = $"/api/v1/instances/{acme.InstanceName}/send-text";

        await RefusedAsync(api, send, new { to = "+5511988887777", text = "x", send_at = app.Clock.GetUtcNow().AddSeconds(-1) }, "send_at");
        await RefusedAsync(api, send, new { to = "+5511988887777", text = "x", send_at = app.Clock.GetUtcNow().AddDays(400) }, "send_at");
        await RefusedAsync(api, send, new { to = "+5511988887777", text = "x", send_at = "soon" }, "send_at");
        await RefusedAsync(api, send, new { to = "+5511988887777", text = "x", send_at = new[] { 1 } }, "send_at");
        await RefusedAsync(api, send, new { to = "+5511988887777", text = "x", recurrence = "daily" }, "send_at");
        await RefusedAsync(api, send, new { to = "+5511988887777", text = "x", send_at = soon, recurrence = "hourly" }, "recurrence");
        await RefusedAsync(api, send, new { to = "+5511988887777", text = "x", send_at = soon, time_zone = "Mars/Base" }, "time_zone");
        await RefusedAsync(api, "/api/v1/scheduled", new { instance = acme.InstanceName, to = "+5511988887777", text = "x" }, "send_at");
        await RefusedAsync(api, "/api/v1/scheduled", new { instance = acme.InstanceName, to = "+5511988887777", send_at = soon }, "text");
        await RefusedAsync(api, "/api/v1/scheduled", new { text = "x", send_at = soon }, "conversation_id");
        Assert.Equal(0, await acme.ReadAsync(db => db.Conversations.CountAsync()));

        using var made = await api.PostAsJsonAsync(send, new { to = "+5511988887777", text = "x", send_at = soon });
        var id = (await made.ReadAsync(HttpStatusCode.Accepted)).GetProperty("id").GetGuid();
        using var past = await api.PatchAsJsonAsync($"/api/v1/scheduled/{id}", new { send_at = app.Clock.GetUtcNow().AddHours(-1) });
        Assert.True((await past.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").TryGetProperty("send_at", out _));
        using var blank = await api.PatchAsJsonAsync($"/api/v1/scheduled/{id}", new { text = " " });
        await blank.ReadAsync(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Without_an_offset_the_tenants_clock_counts()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var platform = app.Api();
        using var unknown = await platform.PatchAsJsonAsync($"/api/v1/tenants/{acme.Tenant.Slug}", new { time_zone = "Israel Standard Time" });
        await unknown.ReadAsync(HttpStatusCode.UnprocessableEntity);
        using var set = await platform.PatchAsJsonAsync($"/api/v1/tenants/{acme.Tenant.Slug}", new { time_zone = "Asia/Kolkata" });
        Assert.Equal("Asia/Kolkata", (await set.ReadAsync(HttpStatusCode.OK)).GetProperty("time_zone").GetString());
        using var api = acme.Api();
        var day = app.Clock.GetUtcNow().AddDays(3).ToString("yyyy-MM-dd", null);

        using var made = await api.PostAsJsonAsync($"/api/v1/instances/{acme.InstanceName}/send-text", new { to = "+5511988887777", text = "x", send_at = $"{day}T09:00" });
        var scheduled = await GetAsync(api, $"/api/v1/scheduled/{(await made.ReadAsync(HttpStatusCode.Accepted)).GetProperty("id").GetGuid()}");

        Assert.Equal(($"{day}T03:30:00Z", "Asia/Kolkata"), (scheduled.GetProperty("send_at").GetString(), scheduled.GetProperty("time_zone").GetString()));
    }

    [Fact]
    public async Task A_repeated_request_is_one_message_also_when_its_time_has_passed()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        api.DefaultRequestHeaders.Add("Idempotency-Key", "the-same");
        var body = new { instance = acme.InstanceName, to = "+5511988887777", text = "once", send_at = app.Clock.GetUtcNow().AddMinutes(1) };

        using var first = await api.PostAsJsonAsync("/api/v1/scheduled", body);
        using var second = await api.PostAsJsonAsync("/api/v1/scheduled", body);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await acme.WaitForMessagesAsync(m => m is [{ Status: MessageStatus.Sent }]);
        using var third = await api.PostAsJsonAsync("/api/v1/scheduled", body);

        var id = (await first.ReadAsync(HttpStatusCode.Accepted)).GetProperty("id").GetGuid();
        Assert.Equal(id, (await second.ReadAsync(HttpStatusCode.Accepted)).GetProperty("id").GetGuid());
        var last = await third.ReadAsync(HttpStatusCode.Accepted);
        Assert.Equal((id, "sent"), (last.GetProperty("id").GetGuid(), last.GetProperty("status").GetString()));
        Assert.Single(acme.Gateway.Sends);
    }

    [Fact]
    public async Task Another_tenant_and_a_key_of_another_instance_find_nothing()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var bolt = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        using var made = await api.PostAsJsonAsync("/api/v1/scheduled", new { instance = acme.InstanceName, to = "+5511988887777", text = "x", send_at = app.Clock.GetUtcNow().AddHours(1) });
        var answer = await made.ReadAsync(HttpStatusCode.Accepted);
        var (id, conversation) = (answer.GetProperty("id").GetGuid(), answer.GetProperty("conversation_id").GetGuid());
        using var more = await api.PostAsJsonAsync("/api/v1/instances", new { name = $"{acme.Tenant.Slug}-b", channel_type = "webchat" });
        await more.ReadAsync(HttpStatusCode.Created);
        using var limited = await api.PostAsJsonAsync("/api/v1/keys", new { name = "limited", instances = new[] { $"{acme.Tenant.Slug}-b" } });
        var key = (await limited.ReadAsync(HttpStatusCode.Created)).GetProperty("key").GetString();

        using var stranger = bolt.Api();
        using var narrow = app.Api(key);

        foreach (var client in new[] { stranger, narrow })
        {
            using var get = await client.GetAsync($"/api/v1/scheduled/{id}");
            using var patch = await client.PatchAsJsonAsync($"/api/v1/scheduled/{id}", new { text = "mine" });
            using var now = await client.PostAsync($"/api/v1/scheduled/{id}/send-now", null);
            using var delete = await client.DeleteAsync($"/api/v1/scheduled/{id}");
            using var into = await client.PostAsJsonAsync("/api/v1/scheduled", new { conversation_id = conversation, text = "x", send_at = app.Clock.GetUtcNow().AddHours(1) });
            using var through = await client.PostAsJsonAsync("/api/v1/scheduled", new { instance = acme.InstanceName, to = "+5511988887777", text = "x", send_at = app.Clock.GetUtcNow().AddHours(1) });
            Assert.All(new[] { get, patch, now, delete, into, through }, r => Assert.Equal(HttpStatusCode.NotFound, r.StatusCode));
            Assert.Equal(0, (await GetAsync(client, "/api/v1/scheduled")).GetProperty("total").GetInt32());
        }

        Assert.Equal("x", (await GetAsync(api, $"/api/v1/scheduled/{id}")).GetProperty("text").GetString());
    }

    private static async Task RefusedAsync(HttpClient api, string path, object body, string field)
    {
        using var response = await api.PostAsJsonAsync(path, body);
        var errors = (await response.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors");
        Assert.True(errors.TryGetProperty(field, out _), $"{errors} names no {field}.");
    }

    private static async Task<JsonElement> GetAsync(HttpClient api, string path)
    {
        using var response = await api.GetAsync(path);
        return await response.ReadAsync(HttpStatusCode.OK);
    }
}
