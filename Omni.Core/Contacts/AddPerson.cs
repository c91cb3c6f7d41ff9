// Adds a contact that people or programs describe, and their number as an address, so that they are known when they write.
using Omni.Core.Contacts.Phones;
using Omni.Core.Data;

namespace Omni.Core.Contacts;

internal static class AddPerson
{
    /// <summary>Not saved yet.</summary>
    public static Contact Run(OmniDbContext db, string? name, PhoneNumber? number, string? email, DateTimeOffset now)
    {
        var contact = new Contact { CreatedAt = now, PhoneNumber = number?.E164, Email = CheckContact.TextOrNull(email) };
        contact.TypeName(name);
        db.Add(contact);

        if (number is { } phone)
        {
            db.Add(AddressOf(contact.Id, phone, now));
        }

        return contact;
    }

    public static ContactIdentity AddressOf(Guid contactId, PhoneNumber number, DateTimeOffset now)
        => ContactIdentity.Of(new(ChannelType.WhatsApp, IdentityKind.Phone, number.E164), contactId, now);
}
