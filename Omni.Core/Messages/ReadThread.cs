// The messages of a conversation, page by page in both directions.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Messages;

public sealed class ReadThread(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>What was said, without what is scheduled. Without a cursor: the newest. Always oldest first.</summary>
    /// <param name="conversationId">Whose; an unknown one has no messages.</param>
    /// <param name="before">Only messages before this place.</param>
    /// <param name="after">Only messages after this place, the nearest first in line; wins over <paramref name="before"/>.</param>
    /// <param name="limit">Messages at most.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<ThreadPage> RunAsync(Guid conversationId, ThreadCursor? before, ThreadCursor? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await PageAsync(Said(db, conversationId), before, after, limit, cancellationToken);
    }

    /// <summary>Likewise, with what is scheduled at its time.</summary>
    /// <param name="conversationId">Whose; an unknown one has no messages.</param>
    /// <param name="before">Only messages before this place.</param>
    /// <param name="after">Only messages after this place, the nearest first in line; wins over <paramref name="before"/>.</param>
    /// <param name="limit">Messages at most.</param>
    /// <param name="onlyInstances">Only what went through these: one person's thread goes through several instances. Null: all.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<ThreadPage> RunAsync(
        Guid conversationId, ThreadCursor? before, ThreadCursor? after, int limit, IReadOnlyList<string>? onlyInstances, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await PageAsync(Of(db, conversationId, onlyInstances), before, after, limit, cancellationToken);
    }

    /// <summary>From one place on, it included, to another one, it excluded.</summary>
    public async Task<List<MessageRow>> BetweenAsync(Guid conversationId, ThreadCursor from, ThreadCursor to, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Between(db, conversationId, from, to).OrderBy(m => m.SentAt).ThenBy(m => m.Sequence).Select(MessageRow.Projection).ToListAsync(cancellationToken);
    }

    /// <summary>How many there are; tells cheaply whether something slotted in or went.</summary>
    public async Task<int> CountBetweenAsync(Guid conversationId, ThreadCursor from, ThreadCursor to, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Between(db, conversationId, from, to).CountAsync(cancellationToken);
    }

    public async Task<bool> AnyBeforeAsync(Guid conversationId, ThreadCursor place, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Said(db, conversationId)
            .AnyAsync(m => EF.Functions.LessThan(ValueTuple.Create(m.SentAt, m.Sequence), ValueTuple.Create(place.SentAt, place.Sequence)), cancellationToken);
    }

    /// <summary>Where a message stands; null when it is not in this thread.</summary>
    public async Task<ThreadCursor?> PlaceOfAsync(Guid conversationId, Guid messageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Said(db, conversationId).Where(m => m.Id == messageId).Select(m => (ThreadCursor?)new ThreadCursor(m.SentAt, m.Sequence)).SingleOrDefaultAsync(cancellationToken);
    }

    public async Task<int> CountAsync(Guid conversationId, IReadOnlyList<string>? onlyInstances, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Of(db, conversationId, onlyInstances).CountAsync(cancellationToken);
    }

    private static async Task<ThreadPage> PageAsync(IQueryable<Message> messages, ThreadCursor? before, ThreadCursor? after, int limit, CancellationToken cancellationToken)
    {
        if (after is { } from)
        {
            messages = messages
                .Where(m => EF.Functions.GreaterThan(ValueTuple.Create(m.SentAt, m.Sequence), ValueTuple.Create(from.SentAt, from.Sequence)))
                .OrderBy(m => m.SentAt).ThenBy(m => m.Sequence);
        }
        else
        {
            if (before is { } to)
            {
                messages = messages.Where(m => EF.Functions.LessThan(ValueTuple.Create(m.SentAt, m.Sequence), ValueTuple.Create(to.SentAt, to.Sequence)));
            }

            messages = messages.OrderByDescending(m => m.SentAt).ThenByDescending(m => m.Sequence);
        }

        // One more than asked, to know whether there is more.
        var rows = await messages.Take(limit + 1).Select(MessageRow.Projection).ToListAsync(cancellationToken);
        var hasMore = rows.Count > limit;

        if (hasMore)
        {
            rows.RemoveAt(limit);
        }

        if (after is null)
        {
            rows.Reverse();
        }

        return new(rows, hasMore);
    }

    private static IQueryable<Message> Between(OmniDbContext db, Guid conversationId, ThreadCursor from, ThreadCursor to)
        => Said(db, conversationId).Where(m =>
            EF.Functions.GreaterThanOrEqual(ValueTuple.Create(m.SentAt, m.Sequence), ValueTuple.Create(from.SentAt, from.Sequence))
            && EF.Functions.LessThan(ValueTuple.Create(m.SentAt, m.Sequence), ValueTuple.Create(to.SentAt, to.Sequence)));

    private static IQueryable<Message> Said(OmniDbContext db, Guid conversationId) => Of(db, conversationId, null).Where(m => m.Status != MessageStatus.Scheduled);

    private static IQueryable<Message> Of(OmniDbContext db, Guid conversationId, IReadOnlyList<string>? onlyInstances)
    {
        var messages = db.Messages.AsNoTracking().Where(m => m.ConversationId == conversationId);
        return onlyInstances is null ? messages : messages.Where(m => onlyInstances.Contains(m.InstanceName));
    }
}

/// <param name="Messages">Oldest first.</param>
/// <param name="HasMore">Whether there are further messages in the direction that was read.</param>
public sealed record ThreadPage(IReadOnlyList<MessageRow> Messages, bool HasMore);
