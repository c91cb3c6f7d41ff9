// Lets `dotnet ef` build the model without a running Omni.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Tenancy;

namespace Omni.Core.Data;

internal sealed class DesignTimeDatabase : IDesignTimeDbContextFactory<OmniDbContext>
{
    public OmniDbContext CreateDbContext(string[] args)
    {
        var services = new ServiceCollection().AddOmniIdentitySchema().BuildServiceProvider();
        var options = new DbContextOptionsBuilder<OmniDbContext>()
            .UseNpgsql("Host=127.0.0.1;Database=omni")
            .UseApplicationServiceProvider(services)
            .Options;
        return new OmniDbContext(options, new TenantContext());
    }
}
