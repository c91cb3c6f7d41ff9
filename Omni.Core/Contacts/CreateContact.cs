using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Contacts;

/// <summary>Adds a person to the scope's tenant. Nobody is added twice: a number that somebody has is refused.</summary>
public sealed class CreateContact(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <param name="fields">Who they are; a name, a number or an e-mail address at least.</param>
    /// <param name="fallbackRegion">Where numbers without a country code are dialled from, when neither the fields nor the tenant say so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Guid>> RunAsync(ContactFields fields, string fallbackRegion, CancellationToken cancellationToken)
    {
        // Again when somebody else added that number at this instant: find whose it is.
        return await TryAgain.RunAsync<Result<Guid>>(async () =>
        {
            var made = await TryAsync(fields, fallbackRegion, cancellationToken);

            if (made.IsOk)
            {
                feed.Publish(new(tenant.Required, FeedKind.Contact, made.Value));
            }

            return made;
        });
    }

    private async Task<Result<Guid>> TryAsync(ContactFields fields, string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var errors = new FieldErrors();
        CheckContact.Fields(errors, fields);
        var region = await CheckContact.RegionAsync(db, fields.Region, fallbackRegion, cancellationToken);
        var number = CheckContact.Number(errors, fields.PhoneNumber.Value, region);
        errors.Require(
            !errors.IsEmpty || number is not null || CheckContact.TextOrNull(fields.Name.Value) is not null || CheckContact.TextOrNull(fields.Email.Value) is not null,
            "name",
            "Give a name, a number or an e-mail address.");

        if (errors.ToError() is { } error)
        {
            return error;
        }

        if (number is { } phone && await FindPerson.RunAsync(db, phone, cancellationToken) is { } known)
        {
            return Error.Conflict($"{phone} belongs to a contact already: {known.ContactId}.");
        }

        var contact = AddPerson.Run(db, fields.Name.Value, number, fields.Email.Value, clock.GetUtcNow());
        contact.Describe(fields.Attributes);
        await db.SaveChangesAsync(cancellationToken);
        return contact.Id;
    }
}
