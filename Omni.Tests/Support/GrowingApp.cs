// An app whose built-in agent is in the test's hands.
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Agents;
using Omni.Core.Agents.Echo;

namespace Omni.Tests.Support;

public class GrowingApp : OmniApp
{
    public GrowingAgent Agent { get; } = new();

    /// <summary>A tenant whose conversations that agent answers.</summary>
    public async Task<TestTenant> CreateTenantAsync()
    {
        var tenant = await TestTenant.CreateAsync(this);
        await tenant.ReadAsync(db => db.Agents.ExecuteUpdateAsync(a => a.SetProperty(x => x.Kind, AgentKind.Echo)));
        return tenant;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureServices(services =>
        {
            services.Remove(services.Single(s => s.ImplementationType == typeof(EchoClient)));
            services.AddSingleton<IAgentClient>(Agent);
        });
    }
}
