// Unites contacts that have one and the same number, in whatever form: as an address, or as what the tenant noted.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data;
using Omni.Core.Jobs;
using Omni.Core.Tenancy;

namespace Omni.Core.Backfill;

internal sealed class UniteByNumber(TenantContext tenant, SamePerson same) : IJobStep
{
    private const int Usual = 1_000;

    // Merging locks threads, so a few at a time.
    private const int MostMerges = 10;

    // First all addresses, then all noted numbers; the rest of the cursor is the last number looked at.
    private const string Addresses = "a";
    private const string Noted = "n";
    private int? _unionsBefore;

    public string Name => "unite_numbers";

    public async Task<long> CountAsync(OmniDbContext db, CancellationToken cancellationToken)
        => await db.ContactIdentities.LongCountAsync(i => i.Kind == IdentityKind.Phone, cancellationToken)
            + await db.Contacts.LongCountAsync(c => c.PhoneNumber != null && c.MergedIntoId == null, cancellationToken);

    public async Task<string?> RunAsync(JobBatch batch, CancellationToken cancellationToken)
    {
        var cursor = batch.Cursor ?? Addresses;
        var numbers = await PageAsync(batch, cursor, cancellationToken);

        if (numbers.Count == 0)
        {
            return cursor.StartsWith(Addresses, StringComparison.Ordinal) ? Noted : End(batch);
        }

        var groups = batch.Skipping is null ? await GroupsAsync(batch.Db, numbers, cancellationToken) : [];

        if (batch.Skipping is { } reason)
        {
            batch.Report($"Number {numbers[0]}: {reason}");
        }
        else if (batch.IsDryRun)
        {
            _unionsBefore ??= same.Unions;
            groups.ForEach(g => g.ForEach(c => same.Unite(SamePerson.Of(g[0]), SamePerson.Of(c))));
        }
        else
        {
            await UniteAsync(batch, groups.Take(MostMerges), cancellationToken);

            if (groups.Count > MostMerges)
            {
                // The same page again, without those that are one now.
                return cursor;
            }
        }

        batch.Look(numbers.Count);
        return cursor[..1] + numbers[^1];
    }

    private string? End(JobBatch batch)
    {
        if (_unionsBefore is { } before)
        {
            batch.Count("united", same.Unions - before);
        }

        return null;
    }

    private static Task<List<string>> PageAsync(JobBatch batch, string cursor, CancellationToken cancellationToken)
    {
        var (db, after, most) = (batch.Db, cursor[1..], batch.Limit ?? Usual);
        return cursor.StartsWith(Addresses, StringComparison.Ordinal)
            ? db.ContactIdentities.Where(i => i.Channel == ChannelType.WhatsApp && i.Kind == IdentityKind.Phone && i.Value.CompareTo(after) > 0)
                .OrderBy(i => i.Value).Select(i => i.Value).Take(most).ToListAsync(cancellationToken)
            : db.Contacts.Where(c => c.MergedIntoId == null && c.PhoneNumber!.CompareTo(after) > 0)
                .Select(c => c.PhoneNumber!).Distinct().OrderBy(n => n).Take(most).ToListAsync(cancellationToken);
    }

    private static async Task<List<List<Guid>>> GroupsAsync(OmniDbContext db, IEnumerable<string> numbers, CancellationToken cancellationToken)
    {
        var forms = numbers.SelectMany(n => PhoneNumber.FromE164(n).Variants()).Distinct().ToArray();
        var addresses = await db.ContactIdentities.Where(i => i.Kind == IdentityKind.Phone && forms.Contains(i.Value))
            .Select(i => new { Number = i.Value, i.ContactId }).ToListAsync(cancellationToken);
        var noted = await db.Contacts.Where(c => c.MergedIntoId == null && forms.Contains(c.PhoneNumber!))
            .Select(c => new { Number = c.PhoneNumber!, ContactId = c.Id }).ToListAsync(cancellationToken);
        return [.. addresses.Concat(noted).GroupBy(n => PhoneNumber.FromE164(n.Number).Canonical)
            .Select(g => g.Select(n => n.ContactId).Distinct().ToList()).Where(g => g.Count > 1)];
    }

    private async Task UniteAsync(JobBatch batch, IEnumerable<List<Guid>> groups, CancellationToken cancellationToken)
    {
        // One contact may stand in two groups: whoever went first is followed by the next try.
        foreach (var group in groups)
        {
            var merged = await MergeContacts.RunAsync(batch.Db, tenant.RequiredSlug, group, null, null, batch.Now, cancellationToken);
            batch.Count("united", group.Count - 1);
            batch.Touch(merged.ConversationId is { } stays ? merged.Absorbed.Append(stays) : merged.Absorbed);
        }
    }
}
