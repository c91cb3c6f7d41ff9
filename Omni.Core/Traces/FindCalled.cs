// The conversations whose person is called as somebody searches: traces hold only what the channel called them at the time, and of visitors an id.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;

namespace Omni.Core.Traces;

internal static class FindCalled
{
    // Who finds more has not said whom they look for; the traces of those who wrote last are the newest.
    private const int Most = 500;

    /// <summary>Empty when nothing is searched for.</summary>
    public static async Task<Guid?[]> RunAsync(OmniDbContext db, TraceFilter filter, CancellationToken cancellationToken)
    {
        if (filter.Search is not { Length: > 0 } search)
        {
            return [];
        }

        var contacts = MatchContacts.Run(db, search);
        return await db.Conversations.Where(c => contacts.Any(p => p.Id == c.ContactId)).OrderByDescending(c => c.LastActivityAt).Take(Most).Select(c => (Guid?)c.Id).ToArrayAsync(cancellationToken);
    }
}
