// Reads what the scope's tenant is called, for those who come from outside.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Tenancy;

public sealed class ReadTenantName(IDbContextFactory<OmniDbContext> databases)
{
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Tenants.Select(t => t.Name).SingleAsync(cancellationToken);
    }
}
