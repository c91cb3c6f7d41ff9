// Who may be the same person as somebody: of the same name, or with the same number in another form.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Data;
using Omni.Core.Texts;

namespace Omni.Core.Conversations.Merging;

public enum MergeReason
{
    SameName,

    /// <summary>Two forms of one number, such as Brazil's with and without the 9; or a number that somebody bears as a name.</summary>
    SameNumber,
}

public sealed record SuggestedMerge(ConversationRow Row, MergeReason Reason);

public sealed class SuggestMerges(IDbContextFactory<OmniDbContext> databases)
{
    private const int Most = 8;

    /// <summary>Numbers first, then who was active last. None for a group or an unknown conversation.</summary>
    public async Task<List<SuggestedMerge>> RunAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);

        if (await db.Conversations.AsNoTracking().Where(c => c.Id == conversationId).ToRows(db).SingleOrDefaultAsync(cancellationToken) is not { IsGroup: false } row)
        {
            return [];
        }

        var numbers = await NumbersAsync(db, row, cancellationToken);
        var sameNumber = db.Contacts.Where(p =>
            numbers.Contains(p.PhoneNumber!) || numbers.Contains(p.Name!)
            || db.ContactIdentities.Any(i => i.ContactId == p.Id && i.Kind == IdentityKind.Phone && numbers.Contains(i.Value)));
        var found = await RowsAsync(db, row, sameNumber, MergeReason.SameNumber, cancellationToken);

        if (row.ContactName?.AsLiteralPattern() is { } name)
        {
            found.AddRange(await RowsAsync(db, row, db.Contacts.Where(p => EF.Functions.ILike(p.Name!, name, @"\")), MergeReason.SameName, cancellationToken));
        }

        return [.. found.DistinctBy(f => f.Row.Id).Take(Most)];
    }

    private static async Task<List<SuggestedMerge>> RowsAsync(
        OmniDbContext db, ConversationRow own, IQueryable<Contact> contacts, MergeReason reason, CancellationToken cancellationToken)
    {
        var rows = await db.Conversations.AsNoTracking()
            .Where(c => c.MergedIntoId == null && c.Id != own.Id && !c.CanonicalKey.StartsWith("group:") && contacts.Any(p => p.Id == c.ContactId))
            .OrderByDescending(c => c.LastActivityAt).ThenByDescending(c => c.Id)
            .Take(Most)
            .ToRows(db)
            .ToListAsync(cancellationToken);
        return [.. rows.OrderByDescending(r => r.Cursor.LastActivityAt).Select(r => new SuggestedMerge(r, reason))];
    }

    // The digits of a hidden id are no number, so only what is known as one counts.
    private static async Task<List<string>> NumbersAsync(OmniDbContext db, ConversationRow row, CancellationToken cancellationToken)
    {
        var known = await db.ContactIdentities.Where(i => i.ContactId == row.ContactId && i.Kind == IdentityKind.Phone).Select(i => i.Value).ToListAsync(cancellationToken);
        known.AddRange(new[] { row.PhoneNumber, row.ContactName }.OfType<string>());
        return [.. known.SelectMany(k => PhoneNumber.TryParse(k, null, out var number) ? number.Variants() : []).Distinct()];
    }
}
