// Learns that addresses are one person's: finds whose they are, adds the new ones, and unites those who turn out to be the same.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;

namespace Omni.Core.Conversations;

/// <param name="ContactId">Whose addresses they are.</param>
/// <param name="Absorbed">Threads that went into theirs just now.</param>
/// <param name="IsNew">Whether anything was new: an address, a name, a number.</param>
public sealed record LearntPerson(Guid ContactId, IReadOnlyList<Guid> Absorbed, bool IsNew);

public static class LearnAddresses
{
    /// <summary>Runs inside the caller's transaction. Null when none of the addresses is known: then nothing was learnt.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="tenantSlug">For keys.</param>
    /// <param name="addresses">Of one person or group, best first, as identities hold them.</param>
    /// <param name="name">What the channel calls them; null when it does not say.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<LearntPerson?> RunAsync(
        OmniDbContext db, string tenantSlug, IReadOnlyList<ChannelAddress> addresses, string? name, DateTimeOffset now, CancellationToken cancellationToken)
    {
        addresses = await WithoutOwnAsync(db, addresses, cancellationToken);
        var known = await FindAsync(db, addresses, cancellationToken);

        if (known.Count < addresses.Count && await WithPairsAsync(db, addresses, cancellationToken) is { } more && more.Count > addresses.Count)
        {
            addresses = more;
            known = await FindAsync(db, addresses, cancellationToken);
        }

        if (known.Count == 0)
        {
            return null;
        }

        var persons = known.Select(k => k.ContactId).Distinct().ToList();
        var merged = persons.Count > 1 ? await MergeContacts.RunAsync(db, tenantSlug, persons, null, null, now, cancellationToken) : null;
        var contactId = merged?.ContactId ?? persons[0];
        var fresh = addresses.Where(a => !known.Exists(k => k.Address == a)).ToList();
        var isNew = await AddAsync(db, tenantSlug, contactId, known[0], addresses, fresh, name, now, cancellationToken);
        return new(contactId, merged?.Absorbed ?? [], isNew || merged is not null);
    }

    // A number of our own beside another address says who sent, not who the customer is: learnt, it would weld customers together.
    private static async Task<IReadOnlyList<ChannelAddress>> WithoutOwnAsync(OmniDbContext db, IReadOnlyList<ChannelAddress> addresses, CancellationToken cancellationToken)
    {
        var numbers = addresses.Where(a => a.Kind is IdentityKind.Phone).SelectMany(a => PhoneNumber.FromE164(a.Value).Variants()).ToArray();

        if (addresses.Count < 2 || numbers.Length == 0)
        {
            return addresses;
        }

        var own = await db.Instances.Where(i => numbers.Contains(i.OwnAddress!)).Select(i => i.OwnAddress!).ToListAsync(cancellationToken);
        List<ChannelAddress> others = [.. addresses.Where(a => a.Kind is not IdentityKind.Phone || !PhoneNumber.FromE164(a.Value).Variants().Intersect(own).Any())];
        return others.Count == 0 ? addresses : others;
    }

    /// <summary>These addresses, and those that were learnt to be the same person's before the person was known.</summary>
    internal static async Task<IReadOnlyList<ChannelAddress>> WithPairsAsync(OmniDbContext db, IReadOnlyList<ChannelAddress> addresses, CancellationToken cancellationToken)
    {
        var values = addresses.Select(a => a.Value).ToArray();
        var pairs = await db.AddressPairs.AsNoTracking().Where(p => p.Channel == addresses[0].Channel && values.Contains(p.Value))
            .OrderBy(p => p.OtherKind).ThenBy(p => p.OtherValue).Take(20).ToListAsync(cancellationToken);
        return [.. addresses.Concat(pairs.Where(p => addresses.Contains(p.Address)).Select(p => p.Other)).Distinct()];
    }

    // Of a number all forms by which its subscriber is known; of anything else the address itself.
    private static async Task<List<Known>> FindAsync(OmniDbContext db, IReadOnlyList<ChannelAddress> addresses, CancellationToken cancellationToken)
    {
        var channel = addresses[0].Channel;
        var values = addresses.SelectMany(a => a.Kind is IdentityKind.Phone ? PhoneNumber.FromE164(a.Value).Variants() : [a.Value]).Distinct().ToArray();
        var rows = await db.ContactIdentities.AsNoTracking()
            .Where(i => (i.Channel == channel || i.Kind == IdentityKind.Phone) && values.Contains(i.Value))
            .Join(db.Contacts, i => i.ContactId, c => c.Id, (i, c) => new Known(new(i.Channel, i.Kind, i.Value), c.MergedIntoId ?? c.Id, c.Name, c.PhoneNumber))
            .ToListAsync(cancellationToken);

        // Digits alone do not make an address: a LID may be written like somebody's number.
        return rows.FindAll(k => addresses.Any(a => a.Kind == k.Address.Kind));
    }

    private static async Task<bool> AddAsync(
        OmniDbContext db,
        string tenantSlug,
        Guid contactId,
        Known known,
        IReadOnlyList<ChannelAddress> addresses,
        List<ChannelAddress> fresh,
        string? name,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var phone = addresses.FirstOrDefault(a => a.Kind is IdentityKind.Phone).Value;
        var learnsNumber = phone is not null && known.PhoneNumber is null;

        if (fresh.Count == 0 && !learnsNumber && (Contact.FitName(name) is not { } fit || fit == known.Name))
        {
            return false;
        }

        // Whoever goes into somebody else at this instant takes no new address along.
        if (await db.LockContactAsync(contactId, cancellationToken) is not { MergedIntoId: null } contact)
        {
            throw new ThreadMovedException();
        }

        contact.LearnName(name);
        learnsNumber = phone is not null && contact.PhoneNumber is null;
        contact.PhoneNumber ??= phone;
        db.AddRange(fresh.Select(a => ContactIdentity.Of(a, contactId, now)));
        var isNew = await db.SaveChangesAsync(cancellationToken) > 0;

        // Which address was learnt beside which, for whoever takes a wrong merge back.
        foreach (var address in fresh.Where(a => a != addresses[0]))
        {
            await db.KeepPairAsync(addresses[0], address, cancellationToken);
        }

        if (learnsNumber)
        {
            await NameThread.RunAsync(db, tenantSlug, contactId, cancellationToken);
        }

        return isNew;
    }

    private sealed record Known(ChannelAddress Address, Guid ContactId, string? Name, string? PhoneNumber);
}
