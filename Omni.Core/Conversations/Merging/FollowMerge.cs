// Where a thread is now: itself, or the one that it went into.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Conversations.Merging;

public static class FollowMerge
{
    /// <summary>Null for an unknown thread. A merged one always leads straight to one that is not.</summary>
    public static Task<Guid?> RunAsync(OmniDbContext db, Guid conversationId, CancellationToken cancellationToken)
        => db.Conversations.Where(c => c.Id == conversationId).Select(c => (Guid?)(c.MergedIntoId ?? c.Id)).SingleOrDefaultAsync(cancellationToken);
}
