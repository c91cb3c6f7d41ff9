// A person as lists show them.
using Omni.Core.Contacts;
using Omni.Core.Data;

namespace Omni.Core.Conversations.People;

public sealed record ContactRow
{
    public required Guid Id { get; init; }

    public required string? Name { get; init; }

    public required string? PhoneNumber { get; init; }

    public required string? Email { get; init; }

    /// <summary>Where they can be reached, each once.</summary>
    public required IReadOnlyList<ChannelType> Channels { get; init; }

    /// <summary>Null while nobody has written.</summary>
    public required Guid? ConversationId { get; init; }

    public required DateTimeOffset? LastActivityAt { get; init; }

    public required IReadOnlyDictionary<string, string> Attributes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public ContactCursor Cursor => new(Name, Id);
}

/// <summary>Where a page of the list ended: by name, those without one last.</summary>
public readonly record struct ContactCursor(string? Name, Guid Id)
{
    public static bool TryParse(string? text, out ContactCursor cursor)
    {
        cursor = default;

        if (text is not { Length: >= 32 } || !Guid.TryParseExact(text[..32], "N", out var id))
        {
            return false;
        }

        cursor = new(text.Length == 32 ? null : text[33..], id);
        return true;
    }

    public override string ToString() => Name is null ? $"{Id:N}" : $"{Id:N}.{Name}";
}

internal static class ContactRows
{
    extension(IQueryable<Contact> contacts)
    {
        public IQueryable<ContactRow> ToRows(OmniDbContext db)
            => from c in contacts
               join conversation in db.Conversations.Where(v => v.MergedIntoId == null) on c.Id equals conversation.ContactId into conversations
               from v in conversations.DefaultIfEmpty()
               select new ContactRow
               {
                   Id = c.Id,
                   Name = c.Name,
                   PhoneNumber = c.PhoneNumber,
                   Email = c.Email,
                   Channels = db.ContactIdentities.Where(i => i.ContactId == c.Id).Select(i => i.Channel).Distinct().ToList(),
                   ConversationId = v == null ? null : v.Id,
                   LastActivityAt = v == null ? null : v.LastActivityAt,
                   Attributes = c.Attributes,
                   CreatedAt = c.CreatedAt,
               };
    }
}
