// The inbox list: newest first, page by page from where the last page ended.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;

namespace Omni.Core.Conversations;

public sealed class ListConversations(IDbContextFactory<OmniDbContext> databases)
{
    /// <param name="filter">Which ones.</param>
    /// <param name="after">The last row of the page before; null for the first page.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<List<ConversationRow>> RunAsync(ConversationFilter filter, ConversationCursor? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        var conversations = Filtered(db, filter);

        if (after is { } cursor)
        {
            conversations = conversations.Where(c => EF.Functions.LessThan(ValueTuple.Create(c.LastActivityAt, c.Id), ValueTuple.Create(cursor.LastActivityAt, cursor.Id)));
        }

        // The page is cut before anything is joined to it.
        return await conversations
            .OrderByDescending(c => c.LastActivityAt).ThenByDescending(c => c.Id)
            .Take(limit)
            .ToRows(db)
            .OrderByDescending(r => r.LastActivityAt).ThenByDescending(r => r.Id)
            .ToListAsync(cancellationToken);
    }

    /// <summary>Reads some of them again; those that the filter no longer shows are missing from the answer.</summary>
    public async Task<List<ConversationRow>> ReadAgainAsync(ConversationFilter filter, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Filtered(db, filter).Where(c => ids.Contains(c.Id)).ToRows(db).ToListAsync(cancellationToken);
    }

    public async Task<int> CountAsync(ConversationFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Filtered(db, filter).CountAsync(cancellationToken);
    }

    private static IQueryable<Conversation> Filtered(OmniDbContext db, ConversationFilter filter)
    {
        var conversations = db.Conversations.AsNoTracking().Where(c => c.MergedIntoId == null);

        if (filter.Statuses is { Count: > 0 } statuses)
        {
            conversations = conversations.Where(c => statuses.Contains(c.Status));
        }

        if (filter.IsUnread is { } unread)
        {
            conversations = conversations.Where(c => (c.UnreadCount > 0) == unread);
        }

        if (filter.AssigneeId is { } assignee)
        {
            conversations = conversations.Where(c => c.AssigneeId == assignee);
        }

        if (filter.IsUnassigned)
        {
            conversations = conversations.Where(c => c.AssigneeId == null);
        }

        if (filter.InstanceName is { } instance)
        {
            conversations = conversations.Where(c => c.InstanceName == instance);
        }

        if (filter.OnlyInstances is { } reachable)
        {
            conversations = conversations.Where(c => reachable.Contains(c.InstanceName));
        }

        if (string.IsNullOrWhiteSpace(filter.Search))
        {
            return conversations;
        }

        var contacts = MatchContacts.Run(db, filter.Search.Trim());
        return conversations.Where(c => contacts.Any(p => p.Id == c.ContactId));
    }
}
