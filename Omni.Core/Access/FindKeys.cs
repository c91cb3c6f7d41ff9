// Finds all texts by which rules may know one writer: whatever address a person writes from, a rule on any other of theirs is about them.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Data;

namespace Omni.Core.Access;

internal static class FindKeys
{
    // Nobody has more addresses.
    private const int Most = 100;

    /// <summary>Of a person, or of a group.</summary>
    public static async Task<HashSet<string>> OfContactAsync(OmniDbContext db, Guid contactId, CancellationToken cancellationToken)
        => await OfContactsAsync(db, [contactId], cancellationToken);

    /// <summary>Of a person by some addresses of theirs, whether or not they are known.</summary>
    /// <param name="db">The scope's tenant.</param>
    /// <param name="addresses">As identities hold them, all of one channel.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<HashSet<string>> OfAddressesAsync(OmniDbContext db, IReadOnlyList<ChannelAddress> addresses, CancellationToken cancellationToken)
    {
        if (addresses.Count == 0)
        {
            return [];
        }

        var channel = addresses[0].Channel;
        var values = addresses.Select(a => a.Value).ToArray();

        // Learnt from address books and lists of participants, before the person was known.
        var pairs = await db.AddressPairs.AsNoTracking().Where(p => p.Channel == channel && values.Contains(p.Value)).OrderBy(p => p.Value).ThenBy(p => p.OtherValue).Take(Most).ToListAsync(cancellationToken);
        List<ChannelAddress> all = [.. addresses.Concat(pairs.Where(p => addresses.Contains(p.Address)).Select(p => p.Other)).Distinct()];
        var kinds = all.Select(a => a.Kind).Distinct().ToArray();
        var forms = all.SelectMany(a => a.Kind is IdentityKind.Phone ? PhoneNumber.FromE164(a.Value).Variants() : [a.Value]).Distinct().ToArray();
        var known = await db.ContactIdentities.AsNoTracking().Where(i => i.Channel == channel && kinds.Contains(i.Kind) && forms.Contains(i.Value)).OrderBy(i => i.Id).Take(Most).ToListAsync(cancellationToken);
        var written = kinds.Contains(IdentityKind.Phone)
            ? await db.Contacts.Where(c => c.MergedIntoId == null && forms.Contains(c.PhoneNumber!)).OrderBy(c => c.Id).Select(c => c.Id).Take(Most).ToListAsync(cancellationToken)
            : [];

        // Digits alone do not make an address: a hidden id may be written like somebody's number.
        var contacts = known.Where(i => all.Exists(a => a.Kind == i.Kind && AddressKeys.Of(a).Intersect(AddressKeys.Of(i.Address)).Any())).Select(i => i.ContactId).Concat(written).Distinct().ToArray();
        var keys = contacts.Length == 0 ? [] : await OfContactsAsync(db, contacts, cancellationToken);
        keys.UnionWith(all.SelectMany(AddressKeys.Of));
        return keys;
    }

    private static async Task<HashSet<string>> OfContactsAsync(OmniDbContext db, Guid[] contacts, CancellationToken cancellationToken)
    {
        var identities = await db.ContactIdentities.AsNoTracking().Where(i => contacts.Contains(i.ContactId)).OrderBy(i => i.CreatedAt).Take(Most).ToListAsync(cancellationToken);
        var numbers = await db.Contacts.Where(c => contacts.Contains(c.Id) && c.PhoneNumber != null).Select(c => c.PhoneNumber!).ToListAsync(cancellationToken);
        return [.. identities.SelectMany(i => AddressKeys.Of(i.Address)), .. numbers.SelectMany(n => PhoneNumber.FromE164(n).Variants())];
    }
}
