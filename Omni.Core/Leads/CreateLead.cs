using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Conversations.People;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Leads;

/// <summary>Adds a lead to the scope's tenant, with its person when they are new, and gives their thread its name.</summary>
public sealed class CreateLead(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <param name="fields">What it is about.</param>
    /// <param name="fallbackRegion">Where numbers without a country code are dialled from, when neither the fields nor the tenant say so.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Guid>> RunAsync(LeadFields fields, string fallbackRegion, CancellationToken cancellationToken)
    {
        // Again when somebody else made that person at this instant: read their rows.
        return await TryAgain.RunAsync(() => TryAsync(fields, fallbackRegion, cancellationToken));
    }

    private async Task<Result<Guid>> TryAsync(LeadFields fields, string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var errors = new FieldErrors();
        CheckLead.Fields(errors, fields, isNew: true);
        var owner = await CheckLead.OwnerAsync(db, errors, fields.Owner.Value, cancellationToken);
        var number = CheckContact.Number(errors, fields.PhoneNumber.Value, await CheckContact.RegionAsync(db, fields.Region, fallbackRegion, cancellationToken));

        if (errors.ToError() is { } error)
        {
            return error;
        }

        var person = await FindLeadPerson.RunAsync(db, fields, number, clock.GetUtcNow(), cancellationToken);

        if (!person.IsOk)
        {
            return person.Error;
        }

        // After the lock: the order of times is the order in which leads of one person were made.
        var now = clock.GetUtcNow();
        var lead = new Lead { ContactId = person.Value.Id, Name = "", Stage = CheckLead.FirstStage, PhoneNumber = number?.E164 ?? person.Value.PhoneNumber, CreatedAt = now, UpdatedAt = now };
        lead.Apply(fields, owner, now);
        db.Add(lead);
        await db.SaveChangesAsync(cancellationToken);
        await NameThread.RunAsync(db, tenant.RequiredSlug, lead.ContactId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await feed.TellPersonAsync(db, lead.ContactId, cancellationToken);
        return lead.Id;
    }
}
