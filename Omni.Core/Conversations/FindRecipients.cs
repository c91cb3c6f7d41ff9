// Whom of a tenant a written number may mean. Without a country code it can be read in more ways than one, and two people may answer to it.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Data;

namespace Omni.Core.Conversations;

/// <param name="ContactId">Who.</param>
/// <param name="Name">What they are called; null for who has no name.</param>
/// <param name="PhoneNumber">The whole number by which they were found: it means them alone.</param>
/// <param name="ConversationId">Their thread; null for who has none yet.</param>
public sealed record RecipientChoice(Guid ContactId, string? Name, string PhoneNumber, Guid? ConversationId);

public sealed class FindRecipients(IDbContextFactory<OmniDbContext> databases)
{
    // No number is, however it is written.
    private const int LongestWritten = 300;

    /// <summary>Empty for a number of nobody, and for what is no number. A number that is somebody's exactly as it is read wins over other forms of it.</summary>
    public async Task<IReadOnlyList<RecipientChoice>> RunAsync(string written, string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        var readings = Readings(written, await db.Tenants.Select(t => t.DefaultRegion).SingleAsync(cancellationToken) ?? fallbackRegion);

        if (readings.Count == 0)
        {
            return [];
        }

        var exact = await FindAsync(db, [.. readings], cancellationToken);
        return exact.Count > 0 ? exact : await FindAsync(db, [.. readings.SelectMany(r => PhoneNumber.FromE164(r).Variants())], cancellationToken);
    }

    // As it is dialled where the tenant is, as a whole number without its plus, and as the digits stand. With a plus there is one way.
    private static HashSet<string> Readings(string written, string region)
    {
        if (written.Length > LongestWritten)
        {
            return [];
        }

        var text = written.Trim();
        var digits = new string([.. text.Where(char.IsAsciiDigit)]);

        if (text.Contains('@', StringComparison.Ordinal) || text.Any(char.IsLetter) || digits.Length is < 5 or > 15)
        {
            return PhoneNumber.FromJid(text) is { } ofJid ? [ofJid.E164] : [];
        }

        var readings = new HashSet<string>();

        if (PhoneNumber.TryParse(text, text.StartsWith('+') ? null : region, out var local))
        {
            readings.Add(local.E164);
        }

        if (PhoneNumber.TryParse(text, null, out var whole))
        {
            readings.Add(whole.E164);
        }

        if (digits[0] != '0')
        {
            readings.Add($"+{digits}");
        }

        return readings;
    }

    // Of two contacts with the same number it is whose address it is, else who was first: what is sent reaches one telephone.
    private static async Task<List<RecipientChoice>> FindAsync(OmniDbContext db, string[] numbers, CancellationToken cancellationToken)
    {
        var addresses = await db.ContactIdentities.AsNoTracking()
            .Where(i => i.Channel == ChannelType.WhatsApp && i.Kind == IdentityKind.Phone && numbers.Contains(i.Value))
            .Join(db.Contacts, i => i.ContactId, c => c.Id, (i, c) => new { c.Id, c.Name, Number = i.Value })
            .ToListAsync(cancellationToken);
        var written = await db.Contacts.AsNoTracking()
            .Where(c => c.MergedIntoId == null && c.PhoneNumber != null && numbers.Contains(c.PhoneNumber))
            .OrderBy(c => c.CreatedAt).ThenBy(c => c.Id)
            .Select(c => new { c.Id, c.Name, Number = c.PhoneNumber! })
            .ToListAsync(cancellationToken);
        var people = addresses.Concat(written).DistinctBy(p => p.Number).DistinctBy(p => p.Id).ToList();
        var ids = people.Select(p => p.Id).ToArray();
        var threads = (await db.Conversations.AsNoTracking().Where(c => ids.Contains(c.ContactId) && c.MergedIntoId == null)
            .Select(c => new { c.ContactId, c.Id }).ToListAsync(cancellationToken)).DistinctBy(c => c.ContactId).ToDictionary(c => c.ContactId, c => c.Id);
        return [.. people.OrderBy(p => p.Number, StringComparer.Ordinal).Select(p => new RecipientChoice(p.Id, p.Name, p.Number, threads.TryGetValue(p.Id, out var thread) ? thread : null))];
    }
}
