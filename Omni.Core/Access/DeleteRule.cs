using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.Access;

/// <summary>Deletes a rule of the scope's tenant. Messages that it blocked stay blocked, and go on saying why.</summary>
public sealed class DeleteRule(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed)
{
    /// <returns>False when there is no such rule.</returns>
    public async Task<bool> RunAsync(Guid ruleId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.AccessRules.Where(r => r.Id == ruleId).ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return false;
        }

        feed.Publish(new(tenant.Required, FeedKind.Access, ruleId));
        return true;
    }
}
