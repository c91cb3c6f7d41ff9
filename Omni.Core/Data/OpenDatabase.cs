// A context for several questions after each other, without anything slow between them.
using Microsoft.EntityFrameworkCore;

namespace Omni.Core.Data;

internal static class OpenDatabase
{
    /// <summary>
    /// A context that keeps its connection until it is disposed of. Otherwise each question takes one from the pool and says its tenant anew, which doubles the way;
    /// whoever asks only once, or waits for somebody else meanwhile, needs no more than <c>CreateDbContextAsync</c>.
    /// </summary>
    public static async Task<OmniDbContext> OpenAsync(this IDbContextFactory<OmniDbContext> databases, CancellationToken cancellationToken)
    {
        var db = await databases.CreateDbContextAsync(cancellationToken);

        try
        {
            await db.Database.OpenConnectionAsync(cancellationToken);
            return db;
        }
        catch
        {
            await db.DisposeAsync();
            throw;
        }
    }
}
