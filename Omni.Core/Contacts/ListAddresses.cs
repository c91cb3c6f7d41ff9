// Where people can be reached, for those on one page of a list.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Contacts;

public sealed class ListAddresses(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>By contact, oldest first. Nothing for somebody without any, or of another tenant.</summary>
    public async Task<ILookup<Guid, ChannelAddress>> RunAsync(IReadOnlyCollection<Guid> contactIds, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var found = await db.ContactIdentities.AsNoTracking()
            .Where(i => contactIds.Contains(i.ContactId))
            .OrderBy(i => i.CreatedAt)
            .Select(i => new { i.ContactId, Address = new ChannelAddress(i.Channel, i.Kind, i.Value) })
            .ToListAsync(cancellationToken);
        return found.ToLookup(i => i.ContactId, i => i.Address);
    }
}
