using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Team;

/// <summary>Deletes a key of the scope's tenant. On this node it stops working at once, on others within seconds.</summary>
public sealed class RevokeApiKey(IDbContextFactory<OmniDbContext> databases, KnownApiKeys known)
{
    /// <summary>False when the tenant has no such key.</summary>
    public async Task<bool> RunAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var deleted = await db.ApiKeys.Where(k => k.Id == id).ExecuteDeleteAsync(cancellationToken);
        known.Forget();
        return deleted > 0;
    }
}
