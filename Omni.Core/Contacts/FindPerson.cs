// Who has a number: the exact one first, then another form of it. Numbers that are addresses win over numbers that are only written down.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts.Phones;
using Omni.Core.Data;

namespace Omni.Core.Contacts;

/// <param name="ContactId">Who.</param>
/// <param name="IsAddress">Whether the number is one of their addresses, in this form or another.</param>
internal sealed record FoundPerson(Guid ContactId, bool IsAddress);

internal static class FindPerson
{
    public static async Task<FoundPerson?> RunAsync(OmniDbContext db, PhoneNumber number, CancellationToken cancellationToken)
        => (await RunAsync(db, [number], cancellationToken)).GetValueOrDefault(number);

    /// <summary>Of many numbers at once; those that nobody has are missing from the answer.</summary>
    public static async Task<Dictionary<PhoneNumber, FoundPerson>> RunAsync(OmniDbContext db, IReadOnlyCollection<PhoneNumber> numbers, CancellationToken cancellationToken)
    {
        var forms = numbers.SelectMany(n => n.Variants()).Distinct().ToArray();
        var addresses = await db.ContactIdentities.AsNoTracking()
            .Where(i => i.Channel == ChannelType.WhatsApp && i.Kind == IdentityKind.Phone && forms.Contains(i.Value))
            .ToDictionaryAsync(i => i.Value, i => i.ContactId, cancellationToken);
        var written = (await db.Contacts.AsNoTracking()
            .Where(c => c.MergedIntoId == null && c.PhoneNumber != null && forms.Contains(c.PhoneNumber))
            .OrderBy(c => c.CreatedAt).ThenBy(c => c.Id)
            .Select(c => new { c.PhoneNumber, c.Id })
            .ToListAsync(cancellationToken)).GroupBy(c => c.PhoneNumber!).ToDictionary(g => g.Key, g => g.First().Id);
        var found = new Dictionary<PhoneNumber, FoundPerson>();

        foreach (var number in numbers)
        {
            var own = number.Variants();
            var owners = own.SelectMany(form => new[] { addresses, written }.Select(known => known.TryGetValue(form, out var id) ? (Guid?)id : null));

            if (owners.FirstOrDefault(o => o is not null) is { } owner)
            {
                found[number] = new(owner, IsAddress: own.Any(form => addresses.TryGetValue(form, out var id) && id == owner));
            }
        }

        return found;
    }
}
