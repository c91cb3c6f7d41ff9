// Opened instances are remembered with what their tenant wants: makes every node open the tenant's anew.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.Instances;

public sealed class ForgetInstances(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed)
{
    /// <summary>After the change is stored.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        foreach (var id in await db.Instances.Select(i => i.Id).ToListAsync(cancellationToken))
        {
            feed.Publish(new(tenant.Required, FeedKind.Instance, id));
        }
    }
}
