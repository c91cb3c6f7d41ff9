// Whose lead it is to be: the contact that is named, else whoever has the number, else somebody new.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Conversations.Merging;
using Omni.Core.Conversations.People;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Results;

namespace Omni.Core.Leads;

internal static class FindLeadPerson
{
    /// <summary>Inside the caller's transaction; the contact is locked until its end, and new rows are saved.</summary>
    public static async Task<Result<Contact>> RunAsync(OmniDbContext db, LeadFields fields, PhoneNumber? number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(fields.ContactId.Value))
        {
            return await NamedAsync(db, fields.ContactId.Value, number, now, cancellationToken);
        }

        if (number is { } phone && await FindPerson.RunAsync(db, phone, cancellationToken) is { } known && await db.LockContactAsync(known.ContactId, cancellationToken) is { } contact)
        {
            // They went into somebody else at this instant: run again, it finds whom.
            if (contact.MergedIntoId is not null)
            {
                throw new ThreadMovedException();
            }

            Fill(contact, fields);

            if (!known.IsAddress)
            {
                db.Add(AddPerson.AddressOf(contact.Id, phone, now));
            }

            return contact;
        }

        return AddPerson.Run(db, fields.Name.Value, number, fields.Email.Value, now);
    }

    private static async Task<Result<Contact>> NamedAsync(OmniDbContext db, string id, PhoneNumber? number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(id, out var contactId))
        {
            return Error.Invalid("contact_id", "Give a contact's id.");
        }

        if (await db.LockContactAsync(contactId, cancellationToken) is not { } contact)
        {
            return Error.NotFound("There is no such contact.");
        }

        // Whoever was merged lives on in somebody else.
        while (contact.MergedIntoId is { } survivor)
        {
            contact = (await db.LockContactAsync(survivor, cancellationToken))!;
        }

        if (await db.ContactIdentities.AnyAsync(i => i.ContactId == contact.Id && i.Kind == IdentityKind.Group, cancellationToken))
        {
            return Error.Invalid("contact_id", "A group is not a person, so it cannot be a lead.");
        }

        if (number is { } phone && phone.E164 != contact.PhoneNumber)
        {
            var taken = await TakeNumber.RunAsync(db, contact, phone, now, cancellationToken);
            return taken.IsOk ? contact : taken.Error;
        }

        return contact;
    }

    private static void Fill(Contact contact, LeadFields fields)
    {
        contact.Email ??= CheckContact.TextOrNull(fields.Email.Value);

        if (contact.Name is null)
        {
            contact.TypeName(fields.Name.Value);
        }
    }
}
