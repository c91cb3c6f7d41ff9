// Stands here and not with contacts, because whoever has a thread stays.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations.People;

/// <summary>Deletes a person with whom nobody ever talked, and their leads with them.</summary>
public sealed class DeleteContact(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed)
{
    private const string Stays = "There is a conversation with this contact, and its history must stay. Resolve the conversation instead.";

    public async Task<Result<Done>> RunAsync(Guid contactId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Contacts.AsNoTracking().SingleOrDefaultAsync(c => c.Id == contactId, cancellationToken) is not { } contact)
        {
            return Error.NotFound("There is no such contact.");
        }

        if (await db.Conversations.AnyAsync(c => c.ContactId == contactId, cancellationToken))
        {
            return Error.Conflict(Stays);
        }

        if (contact.MergedIntoId is not null || await db.Contacts.AnyAsync(c => c.MergedIntoId == contactId, cancellationToken))
        {
            return Error.Conflict("This contact was merged with another, and the merge must stay readable.");
        }

        try
        {
            await db.Contacts.Where(c => c.Id == contactId).ExecuteDeleteAsync(cancellationToken);
        }
        catch (Exception exception) when (exception.IsWorthAnotherTry)
        {
            // They wrote at this instant.
            return Error.Conflict(Stays);
        }

        feed.Publish(new(tenant.Required, FeedKind.Contact, contactId));
        return new Done();
    }
}
