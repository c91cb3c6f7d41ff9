// The time zone of the scope's tenant.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Clocks;
using Omni.Core.Data;

namespace Omni.Core.Tenancy;

public sealed class FindTenantZone(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>UTC when the tenant has none of its own.</summary>
    public async Task<TimeZoneInfo> RunAsync(CancellationToken cancellationToken) => await OwnAsync(cancellationToken) ?? TimeZoneInfo.Utc;

    /// <summary>Null when the tenant has none of its own.</summary>
    public async Task<TimeZoneInfo?> OwnAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return TimeZones.Find(await db.Tenants.Select(t => t.TimeZone).SingleAsync(cancellationToken));
    }
}
