// Stands here and not with contacts, because a new number is a new key of their thread.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations.People;

public sealed class ChangeContact(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <returns>NotFound for an unknown contact, Conflict for one that was merged or for a number of somebody else.</returns>
    public async Task<Result<Done>> RunAsync(Guid contactId, ContactFields fields, string fallbackRegion, CancellationToken cancellationToken)
    {
        // Again when somebody else took that number at this instant: find whose it is.
        return await TryAgain.RunAsync(() => TryAsync(contactId, fields, fallbackRegion, cancellationToken));
    }

    private async Task<Result<Done>> TryAsync(Guid contactId, ContactFields fields, string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.LockContactAsync(contactId, cancellationToken) is not { } contact)
        {
            return Error.NotFound("There is no such contact.");
        }

        if (contact.MergedIntoId is { } survivor)
        {
            return Error.Conflict($"This contact was merged into {survivor}. Change that one.");
        }

        var errors = new FieldErrors();
        CheckContact.Fields(errors, fields);
        var region = await CheckContact.RegionAsync(db, fields.Region, fallbackRegion, cancellationToken);
        var number = CheckContact.Number(errors, fields.PhoneNumber.Value, region);

        if (errors.ToError() is { } error)
        {
            return error;
        }

        if (fields.Name.IsGiven)
        {
            contact.TypeName(fields.Name.Value);
        }

        contact.Email = fields.Email.IsGiven ? CheckContact.TextOrNull(fields.Email.Value) : contact.Email;
        contact.Describe(fields.Attributes);

        if (await ChangeNumberAsync(db, contact, fields.PhoneNumber.IsGiven, number, cancellationToken) is { } refused)
        {
            return refused;
        }

        await NameThread.RunAsync(db, tenant.RequiredSlug, contactId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await feed.TellPersonAsync(db, contactId, cancellationToken);
        return new Done();
    }

    private async Task<Error?> ChangeNumberAsync(OmniDbContext db, Contact contact, bool isGiven, PhoneNumber? number, CancellationToken cancellationToken)
    {
        if (isGiven && number is { } phone && phone.E164 != contact.PhoneNumber)
        {
            return (await TakeNumber.RunAsync(db, contact, phone, clock.GetUtcNow(), cancellationToken)).Error;
        }

        contact.PhoneNumber = isGiven && number is null ? null : contact.PhoneNumber;
        await db.SaveChangesAsync(cancellationToken);
        return null;
    }
}
