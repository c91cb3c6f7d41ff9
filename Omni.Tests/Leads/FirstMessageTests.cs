using System.Net;
using System.Net.Http.Json;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Tests.Support;

namespace Omni.Tests.Leads;

public sealed class FirstMessageTests(SharedApp app)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_ten_first_messages_at_once_one_lead_comes()
    {
        await using var tenant = await CreateAsync();
        await RuleAsync(tenant, "first_message");
        await Task.WhenAll(Enumerable.Range(0, 10).Select(async i => (await tenant.ReceiveAsync($"m{i}", "972501234567", $"Hello {i}")).EnsureSuccessStatusCode()));

        var lead = Assert.Single(await LeadsAsync(tenant));
        Assert.Equal(("Maria Silva", "whatsapp", "new", "+972501234567"), (lead.Name, lead.Source, lead.Stage, lead.PhoneNumber));
        var messages = await tenant.MessagesAsync();
        Assert.Equal(10, messages.Count);
        Assert.All(messages, m => Assert.Equal(lead.Id, m.LeadId));
        Assert.Equal([$"lead:{tenant.Tenant.Slug}:{lead.Id}"], await tenant.ReadAsync(db => db.Conversations.Select(c => c.CanonicalKey).ToListAsync()));
    }

    [Fact]
    public async Task The_rule_holds_from_the_next_message_on_also_for_those_who_are_known()
    {
        await using var tenant = await CreateAsync();
        (await tenant.ReceiveAsync("m1", "972501234567", "Before")).EnsureSuccessStatusCode();
        (await tenant.ReceiveAsync("m2", "972501234567", "Still before")).EnsureSuccessStatusCode();
        Assert.Empty(await LeadsAsync(tenant));

        await RuleAsync(tenant, "first_message");
        (await tenant.ReceiveAsync("m3", "972501234567", "After")).EnsureSuccessStatusCode();
        (await tenant.ReceiveAsync("m4", "972501234567", "And again")).EnsureSuccessStatusCode();
        var lead = Assert.Single(await LeadsAsync(tenant));
        Assert.All(await tenant.MessagesAsync(), m => Assert.Equal(lead.Id, m.LeadId));

        await RuleAsync(tenant, "none");
        (await tenant.ReceiveAsync("m5", "972521111111", "Somebody else")).EnsureSuccessStatusCode();
        Assert.Single(await LeadsAsync(tenant));
    }

    [Fact]
    public async Task What_we_write_ourselves_makes_no_lead()
    {
        await using var tenant = await CreateAsync();
        await RuleAsync(tenant, "first_message");
        (await tenant.PostAsync(Webhooks.Text("m1", "972501234567", "From our phone", fromMe: true))).EnsureSuccessStatusCode();
        Assert.Empty(await LeadsAsync(tenant));
        Assert.Single(await tenant.MessagesAsync());
    }

    private static Task<List<Lead>> LeadsAsync(TestTenant tenant) => tenant.ReadAsync(db => db.Leads.AsNoTracking().ToListAsync());

    private Task<TestTenant> CreateAsync() => TestTenant.CreateAsync(app, hasAgent: false);

    private async Task RuleAsync(TestTenant tenant, string rule)
    {
        using var platform = app.Api();
        using var changed = await platform.PatchAsJsonAsync($"/api/v1/tenants/{tenant.Tenant.Slug}", new { lead_rule = rule }, Cancellation);
        Assert.Equal(rule, (await changed.ReadAsync(HttpStatusCode.OK)).GetProperty("lead_rule").GetString());
    }
}
