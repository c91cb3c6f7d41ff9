// The sweep finds what memory lost: of every tenant, and only what can be worked on.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Data.Postgres;
using Omni.Core.Delivery;
using Omni.Core.Jobs;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Jobs;

public sealed class SweepTests(OmniApp app) : IClassFixture<OmniApp>
{
    [Fact]
    public async Task A_flood_of_one_tenant_hides_no_other()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var bolt = await TestTenant.CreateAsync(app, hasAgent: false);
        await app.StopLanesAsync();

        foreach (var (tenant, person) in new[] { (acme, 1), (acme, 2), (acme, 3), (bolt, 1) })
        {
            (await tenant.ReceiveAsync($"ASK{person}", $"551190000000{person}", "Oi")).EnsureSuccessStatusCode();
            await tenant.ReadAsync(db => db.Messages.ExecuteUpdateAsync(m => m.SetProperty(x => x.AwaitsTurn, true)));
        }

        var due = await FindDueAsync(LaneKind.Turn, 2);

        Assert.Equal([acme.Tenant.Slug, acme.Tenant.Slug, bolt.Tenant.Slug], due.Select(d => d.TenantSlug).OrderBy(s => s != acme.Tenant.Slug));
        await AssertPausedHeadAsync(bolt);
    }

    // In the same test, because it needs the lanes to stand still too.
    private async Task AssertPausedHeadAsync(TestTenant bolt)
    {
        var conversation = await bolt.ReadAsync(db => db.Conversations.Select(c => c.Id).SingleAsync());

        for (var number = 1; number <= 2; number++)
        {
            await using var scope = app.Enter(bolt.Tenant);
            Assert.True((await scope.ServiceProvider.GetRequiredService<QueueMessage>().RunAsync(
                new() { ConversationId = conversation, Content = $"{number}", Source = MessageSource.Api }, default)).IsOk);
        }

        Assert.Single(await FindDueAsync(LaneKind.Delivery, 10));
        await bolt.ReadAsync(db => db.Messages.Where(m => m.Text == "1").ExecuteUpdateAsync(m => m.SetProperty(x => x.NextAttemptAt, app.Clock.GetUtcNow().AddHours(1))));
        Assert.Empty(await FindDueAsync(LaneKind.Delivery, 10));
    }

    private async Task<List<DueConversation>> FindDueAsync(LaneKind kind, int limit)
        => [.. (await app.Services.GetRequiredService<AcrossTenants>().FindDueAsync(app.Clock.GetUtcNow(), limit, default))[kind]];
}
