// The people of a tenant by name, page by page. Stands here and not with contacts, because it says when each was last heard of.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;

namespace Omni.Core.Conversations.People;

public sealed class ListContacts(IDbContextFactory<OmniDbContext> databases)
{
    /// <param name="search">Part of a name or address, or a number in any form; null for all.</param>
    /// <param name="fallbackRegion">Where numbers without a country code are dialled from, when the tenant does not say.</param>
    /// <param name="after">The last row of the page before; null for the first page.</param>
    /// <param name="limit">Rows at most.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<List<ContactRow>> RunAsync(string? search, string fallbackRegion, ContactCursor? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        var people = await PeopleAsync(db, search, fallbackRegion, cancellationToken);

        // The page is cut before anything is joined to it.
        return await After(people, after)
            .OrderBy(c => c.Name).ThenBy(c => c.Id)
            .Take(limit)
            .ToRows(db)
            .OrderBy(r => r.Name).ThenBy(r => r.Id)
            .ToListAsync(cancellationToken);
    }

    public async Task<int> CountAsync(string? search, string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await (await PeopleAsync(db, search, fallbackRegion, cancellationToken)).CountAsync(cancellationToken);
    }

    private static async Task<IQueryable<Contact>> PeopleAsync(OmniDbContext db, string? search, string fallbackRegion, CancellationToken cancellationToken)
    {
        var region = await CheckContact.RegionAsync(db, null, fallbackRegion, cancellationToken);
        return db.Contacts.AsNoTracking().People(db).Matching(db, PersonSearch.Of(search, region));
    }

    private static IQueryable<Contact> After(IQueryable<Contact> people, ContactCursor? after) => after switch
    {
        null => people,
        (null, var id) => people.Where(c => c.Name == null && c.Id > id),
        var (name, id) => people.Where(c => c.Name!.CompareTo(name) > 0 || (c.Name == name && c.Id > id) || c.Name == null),
    };
}
