using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Conversations;
using Omni.Core.Conversations.People;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Leads;

/// <summary>Changes a lead. A new number is a further number of the same person: the thread goes on, whichever they write from.</summary>
public sealed class ChangeLead(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <returns>NotFound for an unknown lead, Conflict for a number of somebody else.</returns>
    public async Task<Result<Done>> RunAsync(Guid leadId, LeadFields fields, string fallbackRegion, CancellationToken cancellationToken)
    {
        try
        {
            // Again when somebody else took that number at this instant: find whose it is.
            return await TryAgain.RunAsync(() => TryAsync(leadId, fields, fallbackRegion, cancellationToken));
        }
        catch (DbUpdateConcurrencyException)
        {
            return Missing;
        }
    }

    private static Error Missing => Error.NotFound("There is no such lead.");

    private async Task<Result<Done>> TryAsync(Guid leadId, LeadFields fields, string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.Leads.Where(l => l.Id == leadId).Select(l => (Guid?)l.ContactId).SingleOrDefaultAsync(cancellationToken) is not { } contactId)
        {
            return Missing;
        }

        // A merge may have moved the lead to another person while we waited; then that one would need the lock.
        var contact = await db.LockContactAsync(contactId, cancellationToken);
        var lead = await db.Leads.SingleOrDefaultAsync(l => l.Id == leadId && l.ContactId == contactId, cancellationToken);

        if (contact is null || lead is null)
        {
            return Missing;
        }

        var errors = new FieldErrors();
        errors.Require(!fields.ContactId.IsGiven || (Guid.TryParse(fields.ContactId.Value, out var given) && given == contactId), "contact_id", "A lead stays with its contact. Make a new one for another.");
        CheckLead.Fields(errors, fields, isNew: false);
        var owner = await CheckLead.OwnerAsync(db, errors, fields.Owner.Value, cancellationToken);
        var number = CheckContact.Number(errors, fields.PhoneNumber.Value, await CheckContact.RegionAsync(db, fields.Region, fallbackRegion, cancellationToken));

        if (errors.ToError() is { } error)
        {
            return error;
        }

        var now = clock.GetUtcNow();
        lead.Apply(fields, owner, now);

        if (await ChangeNumberAsync(db, contact, lead, fields, number, now, cancellationToken) is { } refused)
        {
            return refused;
        }

        await NameThread.RunAsync(db, tenant.RequiredSlug, contactId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await feed.TellPersonAsync(db, contactId, cancellationToken);
        return new Done();
    }

    private static async Task<Error?> ChangeNumberAsync(
        OmniDbContext db, Contact contact, Lead lead, LeadFields fields, PhoneNumber? number, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var isNew = number is not null && number.Value.E164 != lead.PhoneNumber;
        lead.PhoneNumber = fields.PhoneNumber.IsGiven ? number?.E164 : lead.PhoneNumber;

        if (isNew)
        {
            return (await TakeNumber.RunAsync(db, contact, number!.Value, now, cancellationToken)).Error;
        }

        await db.SaveChangesAsync(cancellationToken);
        return null;
    }
}
