// Opened instances are remembered with what their tenant wants: makes every node open the tenant's anew.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.Instances;

public sealed class ForgetInstances(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed) : IForgetInstances
{
    /// <summary>After the change is stored.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        Forget(tenant.Required, await db.Instances.Select(i => i.Id).ToListAsync(cancellationToken));
    }

    public void Forget(TenantId tenant, IReadOnlyCollection<Guid> instances)
    {
        foreach (var id in instances)
        {
            feed.Publish(new(tenant, FeedKind.Instance, id));
        }
    }
}
