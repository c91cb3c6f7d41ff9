using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Instances;

/// <summary>Deletes an instance. Its conversations and messages stay readable, without an instance to carry answers.</summary>
public sealed class DeleteInstance(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed)
{
    public async Task<Result<Done>> RunAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var id = await db.Instances.Where(i => i.Name == name).Select(i => (Guid?)i.Id).SingleOrDefaultAsync(cancellationToken);

        if (id is null || await db.Instances.Where(i => i.Id == id).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return InstanceErrors.NotFound;
        }

        feed.Publish(new(tenant.Required, FeedKind.Instance, id.Value));
        return new Done();
    }
}
