using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Messages;

/// <summary>One message by its id.</summary>
public sealed class FindMessage(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>Null when the tenant has no such message.</summary>
    public async Task<MessageRow?> RunAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Messages.AsNoTracking().Where(m => m.Id == messageId).Select(MessageRow.Projection).SingleOrDefaultAsync(cancellationToken);
    }
}
