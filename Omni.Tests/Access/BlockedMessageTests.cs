// What becomes of a message that a rule blocks: kept, told, answered by nobody.
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Access;
using Omni.Core.Conversations;
using Omni.Core.Messages;
using Omni.Core.Traces;
using Omni.Tests.Support;

namespace Omni.Tests.Access;

public sealed class BlockedMessageTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const string Maria = "5511988887777";

    [Fact]
    public async Task It_is_kept_in_its_thread_and_calls_nobody()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        var rule = await Rules.MakeAsync(api, "block", "+55*", reason: "ספאם, שוב ושוב");

        (await acme.ReceiveAsync("ONE", Maria, "Compre agora!")).EnsureSuccessStatusCode();
        (await acme.ReceiveAsync("TWO", Maria, "Compre!")).EnsureSuccessStatusCode();

        var messages = await acme.MessagesAsync();
        Assert.All(messages, m => Assert.Equal((MessageStatus.Blocked, false, "Blocked by the rule +55*: ספאם, שוב ושוב"), (m.Status, m.AwaitsTurn, m.Error)));
        var thread = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.Equal((0, null, ConversationStatus.Resolved, messages[1].Id), (thread.UnreadCount, thread.WaitingSince, thread.Status, thread.LastMessageId));
        var traces = await acme.ReadAsync(db => db.MessageTraces.ToListAsync());
        Assert.All(traces, t => Assert.Equal((TraceStatus.AccessDenied, "Blocked by the rule +55*: ספאם, שוב ושוב", t.ReceivedAt), (t.Status, t.ErrorMessage, t.CompletedAt)));
        using var payload = JsonDocument.Parse((await acme.ReadAsync(db => db.TracePayloads.FirstAsync(p => p.Stage == "access_denied"))).Payload);
        Assert.Equal(rule.GetProperty("id").GetString(), payload.RootElement.GetProperty("rule_id").GetString());
        Assert.Equal("ספאם, שוב ושוב", payload.RootElement.GetProperty("reason").GetString());

        using var read = await api.GetAsync($"/api/v1/conversations/{thread.Id}/messages");
        Assert.All((await read.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items").EnumerateArray(), m => Assert.Equal("blocked", m.GetProperty("status").GetString()));
        using var denied = await api.GetAsync("/api/v1/traces?status=access_denied");
        Assert.Equal(2, (await denied.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("total").GetInt32());
        Assert.Empty(acme.Agent.Calls);
        Assert.Empty(acme.Gateway.Calls);
    }

    [Fact]
    public async Task Why_stays_readable_when_the_rule_is_gone_and_the_next_message_is_answered()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        var rule = await Rules.MakeAsync(api, "block", $"+{Maria}", acme.InstanceName, "Rude");
        (await acme.ReceiveAsync("ONE", Maria, "Oi")).EnsureSuccessStatusCode();

        using var deleted = await api.DeleteAsync($"/api/v1/access/rules/{rule.GetProperty("id").GetString()}");
        deleted.EnsureSuccessStatusCode();
        (await acme.ReceiveAsync("TWO", Maria, "Oi de novo")).EnsureSuccessStatusCode();

        var messages = await acme.WaitForMessagesAsync(m => m is [_, _, { Status: MessageStatus.Sent }]);
        Assert.Equal((MessageStatus.Blocked, MessageStatus.Received), (messages[0].Status, messages[1].Status));
        Assert.Equal("Oi de novo", Assert.Single(acme.Agent.Calls).Message);
        Assert.Equal(ConversationStatus.Pending, await acme.ReadAsync(db => db.Conversations.Select(c => c.Status).SingleAsync()));
        var why = await WhyAsync(acme, messages[0].Id);
        Assert.Equal(($"+{Maria}", true, "Rude"), (why!.Pattern, why.IsOfInstance, why.Reason));
        Assert.StartsWith("API key", why.AuthorName);
        Assert.Null(await WhyAsync(acme, messages[1].Id));
    }

    [Fact]
    public async Task A_known_customer_whose_thread_is_open_is_blocked_from_the_next_message_on()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        (await acme.ReceiveAsync("ONE", Maria, "Oi")).Dispose();
        (await acme.ReceiveAsync("TWO", Maria, "Oi")).Dispose();
        var before = await acme.ReadAsync(db => db.Conversations.AsNoTracking().SingleAsync());
        await Rules.MakeAsync(api, "block", $"+{Maria}");
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        (await acme.ReceiveAsync("THREE", Maria, "Oi")).Dispose();

        var thread = await acme.ReadAsync(db => db.Conversations.SingleAsync());
        Assert.Equal([MessageStatus.Received, MessageStatus.Received, MessageStatus.Blocked], (await acme.MessagesAsync()).Select(m => m.Status));
        Assert.Equal((2, before.WaitingSince, before.LastActivityAt, before.Status), (thread.UnreadCount, thread.WaitingSince, thread.LastActivityAt, thread.Status));
    }

    [Fact]
    public async Task A_rule_ends_by_the_clock()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        await Rules.MakeAsync(api, "block", $"+{Maria}", expiresAt: app.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        (await acme.ReceiveAsync("ONE", Maria, "Oi")).Dispose();
        Assert.False((await Rules.CheckAsync(api, acme.InstanceName, Maria)).GetProperty("allowed").GetBoolean());

        app.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        (await acme.ReceiveAsync("TWO", Maria, "Oi")).Dispose();

        var messages = await acme.WaitForMessagesAsync(m => m is [_, _, { Status: MessageStatus.Sent }]);
        Assert.Equal((MessageStatus.Blocked, MessageStatus.Received), (messages[0].Status, messages[1].Status));
        using var listed = await api.GetAsync("/api/v1/access/rules");
        Assert.Equal("expired", (await listed.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("items")[0].GetProperty("state").GetString());

        // What has expired makes place for the same again.
        await Rules.MakeAsync(api, "block", $"+{Maria}");
        Assert.False((await Rules.CheckAsync(api, acme.InstanceName, Maria)).GetProperty("allowed").GetBoolean());
    }

    [Fact]
    public async Task An_instance_that_takes_only_who_is_allowed_takes_nobody_else()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        (await acme.ReceiveAsync("ONE", Maria, "Oi")).Dispose();
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        using var wrong = await api.PatchAsJsonAsync($"/api/v1/instances/{acme.InstanceName}", new { access_mode = "closed" });
        Assert.Equal(422, (int)wrong.StatusCode);
        using var patched = await api.PatchAsJsonAsync($"/api/v1/instances/{acme.InstanceName}", new { access_mode = "allowlist" });
        Assert.Equal("allowlist", (await patched.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_mode").GetString());

        (await acme.ReceiveAsync("TWO", Maria, "Oi")).Dispose();
        await Rules.MakeAsync(api, "allow", "+55 (11) *");
        (await acme.ReceiveAsync("THREE", Maria, "Posso?")).Dispose();

        var messages = await acme.WaitForMessagesAsync(m => m is [_, _, _, _, { Status: MessageStatus.Sent }]);
        Assert.Equal([MessageStatus.Received, MessageStatus.Sent, MessageStatus.Blocked, MessageStatus.Received, MessageStatus.Sent], messages.Select(m => m.Status));
        Assert.Equal("Blocked: this instance takes only who is allowed, and no rule allows this sender.", messages[2].Error);
        Assert.Null((await WhyAsync(acme, messages[2].Id))!.Pattern);
    }

    [Fact]
    public async Task The_past_is_not_asked_about_and_who_is_blocked_becomes_no_lead()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        using var platform = app.Api();
        using var ruled = await platform.PatchAsJsonAsync($"/api/v1/tenants/{acme.Tenant.Slug}", new { lead_rule = "first_message" });
        ruled.EnsureSuccessStatusCode();
        await Rules.MakeAsync(api, "block", "+55*");

        (await acme.PostAsync(new Said("PAST", $"{Maria}@s.whatsapp.net") { Event = "messages.set" }.ToBody())).EnsureSuccessStatusCode();
        (await acme.ReceiveAsync("NOW", Maria, "Oi")).EnsureSuccessStatusCode();

        Assert.Equal([MessageStatus.Received, MessageStatus.Blocked], (await acme.MessagesAsync()).Select(m => m.Status));
        Assert.Equal(0, await acme.ReadAsync(db => db.Leads.CountAsync()));
    }

    [Fact]
    public async Task A_rule_of_one_tenant_never_touches_another()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var bolt = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        await Rules.MakeAsync(api, "block", "*");

        (await acme.ReceiveAsync("ONE", Maria, "Oi")).Dispose();
        (await bolt.ReceiveAsync("ONE", Maria, "Oi")).Dispose();
        (await bolt.ReceiveAsync("TWO", Maria, "Oi")).Dispose();

        await bolt.WaitForMessagesAsync(m => m.Exists(x => x.Status is MessageStatus.Sent) && m.TrueForAll(x => !x.AwaitsTurn));
        Assert.DoesNotContain(await bolt.MessagesAsync(), m => m.Status is MessageStatus.Blocked);
        Assert.Equal(MessageStatus.Blocked, Assert.Single(await acme.MessagesAsync()).Status);
    }

    private async Task<MessageBlock?> WhyAsync(TestTenant tenant, Guid messageId)
    {
        await using var scope = app.Enter(tenant.Tenant);
        return await scope.ServiceProvider.GetRequiredService<ExplainBlock>().RunAsync(messageId, TestContext.Current.CancellationToken);
    }
}
