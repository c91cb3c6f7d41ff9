// What is snoozed is out of sight until its time has come or its customer writes, and then comes back to people, once.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Omni.Core.Conversations;
using Omni.Core.Data.Postgres;
using Omni.Core.Jobs;
using Omni.Tests.Support;
using Omni.Tests.WebhookSubscriptions;
using Omni.Web.Components.Inbox;

namespace Omni.Tests.Conversations;

public sealed class SnoozeTests(OmniApp app) : IClassFixture<OmniApp>
{
    private const string Customer = "5511988887777";
    private const string Other = "5511977776666";

    [Fact]
    public async Task It_comes_back_when_its_time_has_come_once_and_on_top_whichever_node_looks_first()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var id = await BeginAsync(acme, Customer);
        await BeginAsync(acme, Other);
        await using var two = OmniApp.On(app.ConnectionString);
        await two.InitializeAsync();
        var until = app.Clock.GetUtcNow().AddHours(2);

        var snoozed = await PatchAsync(api, id, new { status = "snoozed", snoozed_until = until });
        Assert.Equal("snoozed", snoozed.GetProperty("status").GetString());
        Assert.Equal(until, snoozed.GetProperty("snoozed_until").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, await SweepAsync(app));
        Assert.Equal((1, 1, 0), (await CountAsync(acme, InboxTab.Open), await CountAsync(acme, InboxTab.Snoozed), await CountAsync(acme, InboxTab.Resolved)));

        app.Clock.Advance(TimeSpan.FromHours(2));
        two.Clock.Advance(TimeSpan.FromHours(2));
        var woken = await Task.WhenAll(SweepAsync(app), SweepAsync(two), SweepAsync(app), SweepAsync(two));
        Assert.InRange(woken.Sum(), 0, 1);

        var back = await Eventually.ReadAsync(() => GetAsync(api, id), c => c.GetProperty("status").GetString() is "open");
        Assert.Equal(JsonValueKind.Null, back.GetProperty("snoozed_until").ValueKind);
        Assert.Equal([ActivityKind.Snoozed, ActivityKind.CameBack], await acme.ReadAsync(db => db.Activities.OrderBy(a => a.At).Select(a => a.Kind).ToListAsync()));
        using var list = await api.GetAsync("/api/v1/conversations?status=open");
        Assert.Equal(id, (await list.ReadAsync(HttpStatusCode.OK)).GetProperty("items")[0].GetProperty("id").GetGuid());
        Assert.Equal((2, 0), (await CountAsync(acme, InboxTab.Open), await CountAsync(acme, InboxTab.Snoozed)));
    }

    [Fact]
    public async Task It_comes_back_by_itself_within_seconds()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var id = await BeginAsync(acme, Customer);

        await PatchAsync(api, id, new { status = "snoozed", snoozed_until = app.Clock.GetUtcNow().AddSeconds(2) });

        await Eventually.ReadAsync(() => GetAsync(api, id), c => c.GetProperty("status").GetString() is "open");
        Assert.InRange(await acme.ReadAsync(db => db.Activities.Where(a => a.Kind == ActivityKind.CameBack).Select(a => a.At).SingleAsync()), app.Clock.GetUtcNow().AddSeconds(-20), app.Clock.GetUtcNow());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_comes_back_to_whoever_had_it_when_the_customer_writes(bool hasRules)
    {
        await using var acme = await TestTenant.CreateAsync(app);
        using var api = acme.Api();
        var id = await BeginAsync(acme, Customer);

        // With a rule, messages go the long way into the store.
        if (hasRules)
        {
            using var rule = await api.PostAsJsonAsync("/api/v1/access/rules", new { phone_number = "+55*", action = "allow" });
            await rule.ReadAsync(HttpStatusCode.Created);
        }

        await PatchAsync(api, id, new { status = "snoozed", snoozed_until = app.Clock.GetUtcNow().AddDays(1) });
        (await acme.ReceiveAsync("AGAIN", Customer, "Still there?")).EnsureSuccessStatusCode();

        var back = await GetAsync(api, id);
        Assert.Equal(("pending", JsonValueKind.Null, true), (back.GetProperty("status").GetString(), back.GetProperty("snoozed_until").ValueKind, back.GetProperty("bot_enabled").GetBoolean()));
        app.Clock.Advance(TimeSpan.FromDays(2));
        await SweepAsync(app);
        Assert.False(await acme.ReadAsync(db => db.Activities.AnyAsync(a => a.Kind == ActivityKind.CameBack)));

        await PatchAsync(api, id, new { status = "snoozed", bot_enabled = false, snoozed_until = app.Clock.GetUtcNow().AddDays(1) });
        (await acme.ReceiveAsync("AND-AGAIN", Customer, "Hello?")).EnsureSuccessStatusCode();
        Assert.Equal("open", (await GetAsync(api, id)).GetProperty("status").GetString());

        await PatchAsync(api, id, new { status = "snoozed", bot_enabled = true, snoozed_until = app.Clock.GetUtcNow().AddDays(1) });
        app.Clock.Advance(TimeSpan.FromDays(1));
        await SweepAsync(app);
        await Eventually.ReadAsync(() => GetAsync(api, id), c => c.GetProperty("status").GetString() is "pending");
    }

    [Fact]
    public async Task A_time_to_come_is_needed_and_can_be_moved_and_taken_away()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var id = await BeginAsync(acme, Customer);
        var tomorrow = app.Clock.GetUtcNow().AddDays(1);

        foreach (var body in (object[])
            [
                new { status = "snoozed" }, new { status = "snoozed", snoozed_until = (string?)null }, new { status = "snoozed", snoozed_until = "soon" }, new { status = "snoozed", snoozed_until = true },
                new { status = "snoozed", snoozed_until = app.Clock.GetUtcNow().AddSeconds(-1) }, new { snoozed_until = tomorrow }, new { status = "open", snoozed_until = tomorrow },
            ])
        {
            using var refused = await api.PatchAsJsonAsync($"/api/v1/conversations/{id}", body);
            Assert.Equal(["snoozed_until"], (await refused.ReadAsync(HttpStatusCode.UnprocessableEntity)).GetProperty("errors").EnumerateObject().Select(e => e.Name));
        }

        await PatchAsync(api, id, new { status = "snoozed", snoozed_until = tomorrow });
        await PatchAsync(api, id, new { status = "snoozed", snoozed_until = tomorrow });
        await PatchAsync(api, id, new { snoozed_until = tomorrow });
        Assert.Equal([ActivityKind.Snoozed], await acme.ReadAsync(db => db.Activities.Select(a => a.Kind).ToListAsync()));
        var moved = await PatchAsync(api, id, new { snoozed_until = tomorrow.AddDays(1) });
        Assert.Equal([ActivityKind.Snoozed, ActivityKind.Snoozed], await acme.ReadAsync(db => db.Activities.Select(a => a.Kind).ToListAsync()));
        Assert.Equal(tomorrow.AddDays(1), moved.GetProperty("snoozed_until").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        var open = await PatchAsync(api, id, new { status = "open", snoozed_until = (string?)null });
        Assert.Equal(("open", JsonValueKind.Null), (open.GetProperty("status").GetString(), open.GetProperty("snoozed_until").ValueKind));
    }

    [Fact]
    public async Task Subscribers_are_told_that_it_was_snoozed_put_off_further_and_came_back()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var receiver = await FakeReceiver.StartAsync();
        await acme.SubscribeAsync(receiver.Url, "conversation.updated");
        using var api = acme.Api();
        var id = await BeginAsync(acme, Customer);
        var until = app.Clock.GetUtcNow().AddHours(1);

        await PatchAsync(api, id, new { status = "snoozed", snoozed_until = until });
        await receiver.WaitAsync(1, c => Until(c) == until.ToUnixTimeSeconds());
        await PatchAsync(api, id, new { snoozed_until = until.AddHours(1) });
        await receiver.WaitAsync(1, c => Until(c) == until.AddHours(1).ToUnixTimeSeconds());
        app.Clock.Advance(TimeSpan.FromHours(2));
        await SweepAsync(app);
        await receiver.WaitAsync(1, c => c.Data.GetProperty("status").GetString() is "open");

        static long? Until(ReceivedEvent told) => told.Data.GetProperty("snoozed_until") is { ValueKind: JsonValueKind.String } said ? said.GetDateTimeOffset().ToUnixTimeSeconds() : null;
    }

    [Fact]
    public async Task Of_two_that_become_one_what_is_snoozed_stays_so_until_the_first_of_both_times()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        var (stays, goes) = (await BeginAsync(acme, Customer), await BeginAsync(acme, Other));
        var until = app.Clock.GetUtcNow().AddHours(1);
        await PatchAsync(api, stays, new { status = "resolved" });
        await PatchAsync(api, goes, new { status = "snoozed", snoozed_until = until });

        using var merged = await api.PostAsJsonAsync($"/api/v1/conversations/{goes}/merge", new { into = stays });

        var answer = await merged.ReadAsync(HttpStatusCode.OK);
        Assert.Equal("snoozed", answer.GetProperty("status").GetString());
        Assert.Equal(until, answer.GetProperty("snoozed_until").GetDateTimeOffset(), TimeSpan.FromMilliseconds(1));
        app.Clock.Advance(TimeSpan.FromHours(1));
        await SweepAsync(app);
        await Eventually.ReadAsync(() => GetAsync(api, stays), c => c.GetProperty("status").GetString() is "open");
    }

    [Fact]
    public async Task A_thread_in_which_somebody_is_at_work_keeps_nobody_else_waiting()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var bolt = await TestTenant.CreateAsync(app, hasAgent: false);

        foreach (var tenant in (TestTenant[])[acme, bolt])
        {
            using var api = tenant.Api();
            await PatchAsync(api, await BeginAsync(tenant, Customer), new { status = "snoozed", snoozed_until = app.Clock.GetUtcNow().AddHours(1) });
        }

        await acme.ReadAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.LockConversationAsync(await db.Conversations.Select(c => c.Id).SingleAsync(), default);
            app.Clock.Advance(TimeSpan.FromHours(1));
            await SweepAsync(app).WaitAsync(TimeSpan.FromSeconds(20));
            return await WaitAsync(bolt);
        });
        await WaitAsync(acme);

        static Task<ConversationStatus> WaitAsync(TestTenant tenant)
            => Eventually.ReadAsync(() => tenant.ReadAsync(db => db.Conversations.Select(c => c.Status).SingleAsync()), s => s is ConversationStatus.Open);
    }

    private static Task<int> SweepAsync(OmniApp node)
        => new SweepSnoozed(node.Services.GetRequiredService<AcrossTenants>(), node.Services.GetRequiredService<JobScope>(), node.Clock, NullLogger<SweepSnoozed>.Instance).RunAsync(default);

    private async Task<int> CountAsync(TestTenant tenant, InboxTab tab)
    {
        await using var scope = app.Enter(tenant.Tenant);
        return await scope.ServiceProvider.GetRequiredService<ListConversations>().CountAsync(tab.Filter, default);
    }

    private static async Task<Guid> BeginAsync(TestTenant tenant, string customer)
    {
        (await tenant.ReceiveAsync($"BEGIN-{customer}", customer, "Oi")).EnsureSuccessStatusCode();
        return (await tenant.MessagesAsync()).Last(m => m.ProviderMessageId == $"BEGIN-{customer}").ConversationId;
    }

    private static async Task<JsonElement> PatchAsync(HttpClient api, Guid id, object body)
    {
        using var response = await api.PatchAsJsonAsync($"/api/v1/conversations/{id}", body);
        return await response.ReadAsync(HttpStatusCode.OK);
    }

    private static async Task<JsonElement> GetAsync(HttpClient api, Guid id)
    {
        using var response = await api.GetAsync($"/api/v1/conversations/{id}");
        return await response.ReadAsync(HttpStatusCode.OK);
    }
}
