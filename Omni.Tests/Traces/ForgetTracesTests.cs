// Traces go when their time is over: over all tenants, what was said before that it happened, by one node at a time.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Data.Postgres;
using Omni.Core.Jobs;
using Omni.Core.Traces;
using Omni.Tests.Support;
using Quartz;

namespace Omni.Tests.Traces;

public sealed class ForgetTracesTests
{
    [Fact]
    public async Task Old_traces_of_all_tenants_go_with_their_payloads_and_the_log_says_how_many()
    {
        await using var app = new OmniApp();
        app.Settings["Logging:LogLevel:Omni.Core.Jobs"] = "Information";
        app.Settings["Omni:Traces:RetentionDays"] = "7";
        await app.InitializeAsync();
        await RestAsync(app);
        await using var acme = await TestTenant.CreateAsync(app);
        await using var bolt = await TestTenant.CreateAsync(app);
        await AddAsync(app, acme, oldDays: 8, count: 3);
        await AddAsync(app, acme, oldDays: 6, count: 2);
        await AddAsync(app, bolt, oldDays: 100, count: 4);

        await ForgetAtLastAsync(app);

        Assert.Equal((2, 4), await CountAsync(acme));
        Assert.Equal((0, 0), await CountAsync(bolt));
        Assert.Contains(app.Logs.Lines, l => l.Contains("14 payloads and 7 traces older than 7 days were forgotten", StringComparison.Ordinal));

        app.Clock.Advance(TimeSpan.FromDays(2));
        await ForgetAtLastAsync(app);
        Assert.Equal((0, 0), await CountAsync(acme));
    }

    [Fact]
    public async Task While_one_node_forgets_another_one_does_not()
    {
        await using var one = new OmniApp();
        await one.InitializeAsync();
        await using var two = OmniApp.On(one.ConnectionString);
        await two.InitializeAsync();
        await RestAsync(one);
        await RestAsync(two);
        await using var acme = await TestTenant.CreateAsync(one);
        await AddAsync(one, acme, oldDays: 31, count: 2);

        var ran = await one.Services.GetRequiredService<AcrossTenants>().ForgetAloneAsync(async () => Assert.False(await ForgetAsync(two)), CancellationToken.None);

        Assert.True(ran);
        Assert.Equal((2, 4), await CountAsync(acme));
        Assert.True(await ForgetAsync(two));
        Assert.Equal((0, 0), await CountAsync(acme));
    }

    // What runs by the clock rests, and what it may just be doing has ended.
    private static async Task RestAsync(OmniApp node)
    {
        await (await node.Services.GetRequiredService<ISchedulerFactory>().GetScheduler()).Standby();
        await ForgetAtLastAsync(node);
    }

    // A run that the scheduler had taken before it rested may begin late, and one at a time is the rule.
    private static Task<bool> ForgetAtLastAsync(OmniApp node) => Eventually.ReadAsync(() => ForgetAsync(node), ran => ran);

    private static Task<bool> ForgetAsync(OmniApp node) => ActivatorUtilities.CreateInstance<ForgetOldTraces>(node.Services).RunAsync(CancellationToken.None);

    private static Task<int> AddAsync(OmniApp app, TestTenant tenant, int oldDays, int count) => tenant.ReadAsync(async db =>
    {
        var at = app.Clock.GetUtcNow().AddDays(-oldDays);

        for (var n = 0; n < count; n++)
        {
            var trace = KnownTraces.Of(tenant.InstanceName, TraceStatus.Completed, at.AddSeconds(n), "Maria", "+5511988887777", total: 1);
            db.Add(trace);
            db.AddRange(new[] { "webhook_received", "agent_request" }.Select(stage => new TracePayload { TraceId = trace.Id, Stage = stage, Payload = "{}", At = at }));
        }

        return await db.SaveChangesAsync();
    });

    private static async Task<(int Traces, int Payloads)> CountAsync(TestTenant tenant)
        => (await tenant.ReadAsync(db => db.MessageTraces.CountAsync()), await tenant.ReadAsync(db => db.TracePayloads.CountAsync()));
}
