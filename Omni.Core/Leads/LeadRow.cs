// A lead as lists and its page show it.
using Omni.Core.Contacts;
using Omni.Core.Data;

namespace Omni.Core.Leads;

public sealed record LeadRow
{
    public required Guid Id { get; init; }

    public required Guid ContactId { get; init; }

    public required string Name { get; init; }

    public required string? ContactName { get; init; }

    public required string? PhoneNumber { get; init; }

    public required string? Email { get; init; }

    public required string Stage { get; init; }

    public required string? Source { get; init; }

    public required Guid? OwnerId { get; init; }

    public required string? OwnerName { get; init; }

    public required decimal? Value { get; init; }

    public required string? Notes { get; init; }

    /// <summary>The thread with its person; null while nobody has written.</summary>
    public required Guid? ConversationId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public LeadCursor Cursor => new(CreatedAt, Id);
}

/// <summary>Where a page of the list ended.</summary>
public readonly record struct LeadCursor(DateTimeOffset CreatedAt, Guid Id)
{
    public static bool TryParse(string? text, out LeadCursor cursor)
    {
        cursor = default;

        if (text?.Split('.') is not [var ticks, var id]
            || !long.TryParse(ticks, out var value) || value < 0 || value > DateTimeOffset.MaxValue.Ticks
            || !Guid.TryParseExact(id, "N", out var guid))
        {
            return false;
        }

        cursor = new(new(value, TimeSpan.Zero), guid);
        return true;
    }

    public override string ToString() => $"{CreatedAt.UtcTicks}.{Id:N}";
}

internal static class LeadRows
{
    extension(IQueryable<Lead> leads)
    {
        public IQueryable<LeadRow> ToRows(OmniDbContext db)
            => from l in leads
               join c in db.Contacts on l.ContactId equals c.Id
               join user in db.Users on l.OwnerId equals user.Id into owners
               from o in owners.DefaultIfEmpty()
               join conversation in db.Conversations.Where(v => v.MergedIntoId == null) on l.ContactId equals conversation.ContactId into conversations
               from v in conversations.DefaultIfEmpty()
               select new LeadRow
               {
                   Id = l.Id,
                   ContactId = l.ContactId,
                   Name = l.Name,
                   ContactName = c.Name,
                   PhoneNumber = l.PhoneNumber,
                   Email = l.Email,
                   Stage = l.Stage,
                   Source = l.Source,
                   OwnerId = l.OwnerId,
                   OwnerName = o == null ? null : o.DisplayName,
                   Value = l.Value,
                   Notes = l.Notes,
                   ConversationId = v == null ? null : v.Id,
                   CreatedAt = l.CreatedAt,
                   UpdatedAt = l.UpdatedAt,
               };
    }
}
