// A member types what a customer is called. Stands here and not with contacts, because the screens to tell show their conversation.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations;

public sealed class RenameContact(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed)
{
    public const int MaxLength = 200;

    /// <param name="contactId">Who.</param>
    /// <param name="name">The new name; blank lets channels say it again.</param>
    /// <param name="cancellationToken">Ends the change.</param>
    /// <returns>The stored name, empty for none; NotFound for an unknown contact, Invalid for a name that is too long.</returns>
    public async Task<Result<string>> RunAsync(Guid contactId, string? name, CancellationToken cancellationToken)
    {
        if (name?.Trim().Length > MaxLength)
        {
            return Error.Invalid($"A name may have {MaxLength} characters.");
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Contacts.SingleOrDefaultAsync(c => c.Id == contactId, cancellationToken) is not { } contact)
        {
            return Error.NotFound("There is no such contact.");
        }

        contact.TypeName(name);
        await db.SaveChangesAsync(cancellationToken);

        foreach (var conversationId in await db.Conversations.Where(c => c.ContactId == contactId && c.MergedIntoId == null).Select(c => c.Id).ToListAsync(cancellationToken))
        {
            feed.Publish(new(tenant.Required, FeedKind.Conversation, conversationId));
        }

        return contact.Name ?? "";
    }
}
