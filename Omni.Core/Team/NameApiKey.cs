using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Team;

/// <summary>What a key of the scope's tenant is called.</summary>
public sealed class NameApiKey(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>Null when there is no such key any more.</summary>
    public async Task<string?> RunAsync(Guid keyId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ApiKeys.Where(k => k.Id == keyId).Select(k => k.Name).SingleOrDefaultAsync(cancellationToken);
    }
}
