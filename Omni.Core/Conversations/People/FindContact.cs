// One person with their addresses, leads and thread.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;

namespace Omni.Core.Conversations.People;

public sealed class FindContact(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>Null when the tenant has no such contact. One that was merged is found, and says into whom.</summary>
    public async Task<ContactDetails?> RunAsync(Guid contactId, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        var contacts = db.Contacts.AsNoTracking().Where(c => c.Id == contactId);

        if (await contacts.ToRows(db).SingleOrDefaultAsync(cancellationToken) is not { } row)
        {
            return null;
        }

        var mergedInto = await contacts.Select(c => c.MergedIntoId).SingleOrDefaultAsync(cancellationToken);

        // Who went into somebody who went into somebody else is the last one.
        while (mergedInto is { } id && await db.Contacts.Where(c => c.Id == id).Select(c => c.MergedIntoId).SingleOrDefaultAsync(cancellationToken) is { } further)
        {
            mergedInto = further;
        }

        var identities = await db.ContactIdentities.AsNoTracking().Where(i => i.ContactId == contactId).OrderBy(i => i.CreatedAt).ThenBy(i => i.Id)
            .Select(i => new ChannelAddress(i.Channel, i.Kind, i.Value)).ToListAsync(cancellationToken);
        var leads = await db.Leads.AsNoTracking().Where(l => l.ContactId == contactId).OrderBy(l => l.CreatedAt).ThenBy(l => l.Id)
            .Select(l => new ContactLead(l.Id, l.Name, l.Stage, l.Value)).ToListAsync(cancellationToken);
        return new(row, identities, leads, mergedInto);
    }
}

/// <param name="Row">Who they are.</param>
/// <param name="Identities">Their addresses, oldest first.</param>
/// <param name="Leads">Oldest first; the oldest names the thread.</param>
/// <param name="MergedInto">The contact they turned out to be; null for a person of their own.</param>
public sealed record ContactDetails(ContactRow Row, IReadOnlyList<ChannelAddress> Identities, IReadOnlyList<ContactLead> Leads, Guid? MergedInto);

public sealed record ContactLead(Guid Id, string Name, string Stage, decimal? Value);
