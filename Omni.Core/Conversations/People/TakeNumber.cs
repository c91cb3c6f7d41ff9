// Gives a person a new number. The old one stays an address of theirs, so that messages from either land in the one thread.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Data;
using Omni.Core.Results;

namespace Omni.Core.Conversations.People;

internal static class TakeNumber
{
    /// <summary>Inside the transaction that locked the contact; saved, but the thread is not named yet.</summary>
    /// <returns>Conflict when the number is somebody else's.</returns>
    public static async Task<Result<Done>> RunAsync(OmniDbContext db, Contact contact, PhoneNumber number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var known = await FindPerson.RunAsync(db, number, cancellationToken);

        if (known is not null && known.ContactId != contact.Id)
        {
            return Error.Conflict($"{number} belongs to another contact: {known.ContactId}. If the two are one person, merge them.");
        }

        if (await db.ContactIdentities.AnyAsync(i => i.ContactId == contact.Id && i.Kind == IdentityKind.Group, cancellationToken))
        {
            return Error.Conflict("A group has no number of its own.");
        }

        var before = contact.PhoneNumber;
        contact.PhoneNumber = number.E164;

        if (!await db.ContactIdentities.AnyAsync(
            i => i.Channel == ChannelType.WhatsApp && i.Kind == IdentityKind.Phone && i.Value == number.E164, cancellationToken))
        {
            db.Add(AddPerson.AddressOf(contact.Id, number, now));
        }

        await db.SaveChangesAsync(cancellationToken);
        await AnswerThereAsync(db, contact.Id, before, number, cancellationToken);
        return new Done();
    }

    // Answers went to the old number: from now on they go to the new one, until the customer writes from elsewhere.
    private static async Task AnswerThereAsync(OmniDbContext db, Guid contactId, string? before, PhoneNumber number, CancellationToken cancellationToken)
    {
        if (before is null || before == number.E164)
        {
            return;
        }

        var old = PhoneNumber.FromE164(before).Variants();
        string[] addresses = [.. old, .. old.Select(o => o[1..]), .. old.Select(o => $"{o[1..]}@s.whatsapp.net"), .. old.Select(o => $"{o[1..]}@c.us")];
        await db.Conversations.Where(c => c.ContactId == contactId && c.Channel == ChannelType.WhatsApp && addresses.Contains(c.ReplyAddress))
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.ReplyAddress, number.E164), cancellationToken);
    }
}
