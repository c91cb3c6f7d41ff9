using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Core.Conversations.People;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Leads;

/// <summary>Deletes a lead. Its person and their history stay; the thread takes the name of their next oldest lead, else of their number.</summary>
public sealed class DeleteLead(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed)
{
    public async Task<Result<Done>> RunAsync(Guid leadId, CancellationToken cancellationToken)
    {
        // Again when a message of theirs took the lead at this instant.
        return await TryAgain.RunAsync(() => TryAsync(leadId, cancellationToken));
    }

    private async Task<Result<Done>> TryAsync(Guid leadId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.Leads.Where(l => l.Id == leadId).Select(l => (Guid?)l.ContactId).SingleOrDefaultAsync(cancellationToken) is not { } contactId)
        {
            return Error.NotFound("There is no such lead.");
        }

        await db.LockContactAsync(contactId, cancellationToken);
        await db.Leads.Where(l => l.Id == leadId).ExecuteDeleteAsync(cancellationToken);
        await NameThread.RunAsync(db, tenant.RequiredSlug, contactId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        await feed.TellPersonAsync(db, contactId, cancellationToken);
        return new Done();
    }
}
