// Which merge a conversation went away by.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Conversations.Merging;

public sealed class FindMerge(IDbContextFactory<OmniDbContext> databases, TimeProvider clock)
{
    /// <summary>The last one that stands; null when the conversation never went into another one.</summary>
    public async Task<Guid?> RunAsync(Guid mergedConversationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.ConversationMerges.Where(m => m.MergedId == mergedConversationId && m.UndoneAt == null)
            .OrderByDescending(m => m.At).Select(m => (Guid?)m.Id).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>Which of these merges can still be taken back.</summary>
    public async Task<HashSet<Guid>> UndoableAsync(IReadOnlyCollection<Guid> mergeIds, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - UndoMerge.Within;
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return [.. await db.ConversationMerges.Where(m => mergeIds.Contains(m.Id) && m.IsByHand && m.UndoneAt == null && m.At >= since).Select(m => m.Id).ToListAsync(cancellationToken)];
    }
}
