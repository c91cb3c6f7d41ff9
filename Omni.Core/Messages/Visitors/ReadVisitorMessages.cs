// Reads what one visitor of a web chat may see: their own messages, and ours once they were sent.
using System.Data;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;

namespace Omni.Core.Messages.Visitors;

public sealed class ReadVisitorMessages(IDbContextFactory<OmniDbContext> databases, TimeProvider clock)
{
    private const int Newest = 50;
    private const int MostMissed = 500;
    private const int MostWaiting = 20;

    // Nodes' clocks may differ, and an edit is committed after it was made: what was seen already is told again, which does no harm.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    private static readonly Expression<Func<Message, bool>> IsShown =
        m => m.Direction == MessageDirection.Inbound || (m.Status >= MessageStatus.Sent && m.Status != MessageStatus.Cancelled);

    private static readonly Expression<Func<Message, bool>> IsWaiting =
        m => m.Direction == MessageDirection.Outbound && m.Status >= MessageStatus.Queued && m.Status < MessageStatus.Sent;

    /// <summary>The newest fifty, or those after a cursor; oldest first.</summary>
    public async Task<VisitorThread> RunAsync(Guid instanceId, Guid visitorId, VisitorCursor? after, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        // One snapshot: what is not sent yet in the first reading must not be sent in the second.
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);

        if (await FindConversationAsync(db, visitorId, cancellationToken) is not { } conversationId)
        {
            return new([], [], null, now);
        }

        var own = Own(db, conversationId, instanceId, visitorId);
        var waiting = await own.Where(IsWaiting).OrderByDescending(m => m.Sequence).Select(m => m.Sequence).Take(MostWaiting).ToListAsync(cancellationToken);
        var messages = await ToRows(db, Since(own.Where(IsShown), after)).ToListAsync(cancellationToken);
        messages.Reverse();
        return new(messages, waiting, conversationId, now);
    }

    /// <summary>One message of the visitor's own by its provider id; null when it is not there.</summary>
    public async Task<VisitorMessage?> FindAsync(Guid instanceId, string providerMessageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await ToRows(db, db.Messages.AsNoTracking().Where(m => m.InstanceId == instanceId && m.ProviderMessageId == providerMessageId))
            .SingleOrDefaultAsync(cancellationToken);
    }

    private static Task<Guid?> FindConversationAsync(OmniDbContext db, Guid visitorId, CancellationToken cancellationToken)
    {
        var value = visitorId.ToString();
        return db.ContactIdentities.Where(i => i.Channel == ChannelType.WebChat && i.Kind == IdentityKind.Visitor && i.Value == value)
            .Join(db.Conversations, i => i.ContactId, c => c.ContactId, (i, c) => (Guid?)c.Id)
            .FirstOrDefaultAsync(cancellationToken);
    }

    // A thread can hold what the same person wrote elsewhere; a browser is no proof of being that person.
    private static IQueryable<Message> Own(OmniDbContext db, Guid conversationId, Guid instanceId, Guid visitorId)
    {
        var address = visitorId.ToString();
        return db.Messages.AsNoTracking()
            .Where(m => m.ConversationId == conversationId && m.InstanceId == instanceId && m.Address == address && m.Kind == MessageKind.Text);
    }

    private static IQueryable<Message> Since(IQueryable<Message> shown, VisitorCursor? after)
    {
        if (after is null)
        {
            return shown.OrderByDescending(m => m.SentAt).ThenByDescending(m => m.Sequence).Take(Newest);
        }

        var changedAt = after.At - Slack;
        var waited = after.Waiting;
        return shown.Where(m => m.Sequence > after.Sequence || waited.Contains(m.Sequence) || m.EditedAt >= changedAt || m.DeletedAt >= changedAt)
            .OrderByDescending(m => m.SentAt).ThenByDescending(m => m.Sequence).Take(MostMissed);
    }

    // A quote shows only what the visitor may see for itself: in a thread of several channels a member can quote what was written elsewhere.
    private static IQueryable<VisitorMessage> ToRows(OmniDbContext db, IQueryable<Message> messages) => messages.Select(m => new VisitorMessage
    {
        Id = m.Id,
        Sequence = m.Sequence,
        Direction = m.Direction,
        Source = m.Source,
        Text = m.DeletedAt == null ? m.Text : null,
        QuotedText = m.DeletedAt == null && m.QuotedText != null
            && db.Messages.Any(q => q.InstanceId == m.InstanceId && q.ProviderMessageId == m.QuotedProviderId && q.Address == m.Address && q.DeletedAt == null)
            ? m.QuotedText
            : null,
        AuthorName = m.AuthorName,
        Status = m.Status,
        SentAt = m.SentAt,
        IsEdited = m.EditedAt != null && m.DeletedAt == null,
        IsDeleted = m.DeletedAt != null,
        ProviderMessageId = m.Direction == MessageDirection.Inbound ? m.ProviderMessageId : null,
    });
}
