using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Access;

/// <summary>Why a message was blocked, as it was at that time.</summary>
public sealed class ExplainBlock(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>Null when the tenant has no such message, or it was not blocked.</summary>
    public async Task<MessageBlock?> RunAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.MessageBlocks.AsNoTracking().SingleOrDefaultAsync(b => b.MessageId == messageId, cancellationToken);
    }
}
