using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Instances;

/// <summary>Deletes an instance. Its conversations and messages stay readable, without an instance to carry answers; what its agent had is the team's.</summary>
public sealed class DeleteInstance(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, ISettleHolders holders, LiveFeed feed)
{
    public async Task<Result<Done>> RunAsync(string name, CancellationToken cancellationToken)
    {
        // Again when a message was being stored through it at this instant.
        if (await TryAgain.RunAsync(() => TryAsync(name, cancellationToken)) is not { } id)
        {
            return InstanceErrors.NotFound;
        }

        feed.Publish(new(tenant.Required, FeedKind.Instance, id));
        return new Done();
    }

    private async Task<Guid?> TryAsync(string name, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.Instances.Where(i => i.Name == name).Select(i => (Guid?)i.Id).SingleOrDefaultAsync(cancellationToken) is not { } id)
        {
            return null;
        }

        await holders.DeletingAsync(db, id, cancellationToken);
        var gone = await db.Instances.Where(i => i.Id == id).ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return gone == 0 ? null : id;
    }
}
