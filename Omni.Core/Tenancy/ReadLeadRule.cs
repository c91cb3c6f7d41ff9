// Reads when the scope's tenant wants a lead to be made by itself.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Tenancy;

public sealed class ReadLeadRule(IDbContextFactory<OmniDbContext> databases)
{
    public async Task<LeadRule> RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Tenants.Select(t => t.LeadRule).SingleAsync(cancellationToken);
    }
}
