// Gives a thread back its messages: those that moved, and those that were since exchanged with one of its addresses.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Messages;

namespace Omni.Core.Conversations.Merging;

internal static class SplitMessages
{
    /// <summary>After the persons were split; both conversations are locked.</summary>
    public static async Task RunAsync(OmniDbContext db, ConversationMerge merge, CancellationToken cancellationToken)
    {
        var (survivorId, otherId) = (merge.SurvivorId, merge.MergedId);
        var back = db.MergedMessages.Where(m => m.MergeId == merge.Id).Select(m => m.MessageId);
        var since = await SinceAsync(db, merge, cancellationToken);
        var attention = await SplitAttention.OfAsync(db, merge, since, cancellationToken);
        await db.Messages.Where(m => m.ConversationId == survivorId && (back.Contains(m.Id) || since.Contains(m.Id))).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.ConversationId, otherId)
                .SetProperty(x => x.ContactId, merge.MergedContactId)
                .SetProperty(x => x.LeadId, x => db.Leads.Any(l => l.Id == x.LeadId && l.ContactId == merge.MergedContactId) ? x.LeadId : null),
            cancellationToken);

        // Merging gave messages without a lead the thread's: what stays is no longer the other one's.
        await db.Messages.Where(m => m.ConversationId == survivorId && db.Leads.Any(l => l.Id == m.LeadId && l.ContactId == merge.MergedContactId))
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.LeadId, (Guid?)null), cancellationToken);
        await db.MessageTraces.Where(t => t.ConversationId == survivorId && db.Messages.Any(m => m.Id == t.MessageId && m.ConversationId == otherId))
            .ExecuteUpdateAsync(t => t.SetProperty(x => x.ConversationId, (Guid?)otherId), cancellationToken);

        await attention.RunAsync(db, merge, cancellationToken);
        await RenewAsync(db, survivorId, attention.Survivor.UnreadCount - attention.Unread, null, cancellationToken);
        await db.Conversations.Where(c => c.Id == otherId).ExecuteUpdateAsync(c => c.SetProperty(x => x.MergedIntoId, (Guid?)null), cancellationToken);

        // Who was done with waits since they wrote again, if at all.
        await RenewAsync(db, otherId, attention.Unread, attention.Other.Status is ConversationStatus.Resolved ? merge.At : null, cancellationToken);
    }

    private static async Task<HashSet<Guid>> SinceAsync(OmniDbContext db, ConversationMerge merge, CancellationToken cancellationToken)
    {
        var own = await db.ContactIdentities.AsNoTracking().Where(i => i.ContactId == merge.MergedContactId)
            .Select(i => new ChannelAddress(i.Channel, i.Kind, i.Value)).ToListAsync(cancellationToken);
        var since = await db.Messages.AsNoTracking().Where(m => m.ConversationId == merge.SurvivorId && m.CreatedAt >= merge.At)
            .Select(m => new { m.Id, m.Address }).ToListAsync(cancellationToken);
        return [.. since.Where(m => WrittenAddress.IsOneOf(m.Address, own)).Select(m => m.Id)];
    }

    private static async Task RenewAsync(OmniDbContext db, Guid conversationId, int unread, DateTimeOffset? notBefore, CancellationToken cancellationToken)
    {
        var last = await db.Messages.Said().Where(m => m.ConversationId == conversationId).OrderByDescending(m => m.SentAt).ThenByDescending(m => m.Sequence)
            .Select(m => new { m.Id, m.SentAt, At = m.SentAt < m.CreatedAt ? m.SentAt : m.CreatedAt }).FirstOrDefaultAsync(cancellationToken);

        // Decided here, not in the statement: PostgreSQL takes a CASE with nothing but NULL for a text.
        var isDone = await db.Conversations.AnyAsync(c => c.Id == conversationId && c.Status == ConversationStatus.Resolved, cancellationToken);
        var said = db.Messages.Said().Where(m => m.ConversationId == conversationId && (notBefore == null || m.CreatedAt >= notBefore));
        var waiting = isDone ? null : await FirstUnanswered.FindAsync(said, cancellationToken);
        await db.Conversations.Where(c => c.Id == conversationId).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.UnreadCount, unread)
                .SetProperty(x => x.LastMessageId, last == null ? null : last.Id)
                .SetProperty(x => x.LastMessageAt, last == null ? null : last.SentAt)
                .SetProperty(x => x.LastActivityAt, x => last == null ? x.CreatedAt : last.At)
                .SetProperty(x => x.WaitingSince, waiting),
            cancellationToken);
    }
}
