// Which of a person's addresses are known, and whose they are.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Data;

namespace Omni.Core.Backfill;

/// <param name="Address">As its identity holds it.</param>
/// <param name="ContactId">Whose.</param>
/// <param name="HasNumber">Whether a number of theirs is known.</param>
internal sealed record KnownAddress(ChannelAddress Address, Guid ContactId, bool HasNumber);

internal static class KnownAddresses
{
    /// <summary>By the form that is the same for all forms of a number; an address of anything else is its own.</summary>
    public static (IdentityKind Kind, string Value) KeyOf(ChannelAddress address)
        => (address.Kind, address.Kind is IdentityKind.Phone ? PhoneNumber.FromE164(address.Value).Canonical : address.Value);

    public static async Task<ILookup<(IdentityKind Kind, string Value), KnownAddress>> FindAsync(
        OmniDbContext db, IReadOnlyCollection<ChannelAddress> addresses, CancellationToken cancellationToken)
    {
        var values = addresses.SelectMany(a => a.Kind is IdentityKind.Phone ? PhoneNumber.FromE164(a.Value).Variants() : [a.Value]).Distinct().ToArray();
        var kinds = addresses.Select(a => a.Kind).Distinct().ToArray();
        var rows = await db.ContactIdentities.AsNoTracking()
            .Where(i => i.Channel == ChannelType.WhatsApp && kinds.Contains(i.Kind) && values.Contains(i.Value))
            .Join(db.Contacts, i => i.ContactId, c => c.Id, (i, c) => new KnownAddress(new(i.Channel, i.Kind, i.Value), i.ContactId, c.PhoneNumber != null))
            .ToListAsync(cancellationToken);
        return rows.ToLookup(k => KeyOf(k.Address));
    }

    /// <summary>Leads of ours that imported rows name by their id: whose they are.</summary>
    public static async Task<Dictionary<ChannelAddress, Guid>> LeadsAsync(OmniDbContext db, IEnumerable<ChannelAddress> addresses, CancellationToken cancellationToken)
    {
        var named = addresses.Where(a => a.Kind is IdentityKind.ImportedLead)
            .Select(a => (Address: a, Id: Guid.TryParse(a.Value["lead:".Length..], out var id) ? id : default))
            .Where(a => a.Id != default).ToList();

        if (named.Count == 0)
        {
            return [];
        }

        var ids = named.ConvertAll(a => a.Id);
        var contacts = await db.Leads.Where(l => ids.Contains(l.Id)).ToDictionaryAsync(l => l.Id, l => l.ContactId, cancellationToken);
        return named.Where(a => contacts.ContainsKey(a.Id)).ToDictionary(a => a.Address, a => contacts[a.Id]);
    }
}
