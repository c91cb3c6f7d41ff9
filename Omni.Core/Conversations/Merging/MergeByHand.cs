// A member, or a program of the tenant, says that two threads are one person's.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations.Merging;

public sealed class MergeByHand(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <summary>Moves everything of one thread, and of its person, into another.</summary>
    /// <param name="fromId">The conversation that goes.</param>
    /// <param name="intoId">The one that stays.</param>
    /// <param name="actor">The member's name; null for a program.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The thread that goes on, with the merge; NotFound for an unknown conversation, Conflict for a group or for one and the same person.</returns>
    public Task<Result<MergedPerson>> RunAsync(Guid fromId, Guid intoId, string? actor, CancellationToken cancellationToken)
        => TryAsync(
            async db => (await PersonOfAsync(db, fromId, cancellationToken), await PersonOfAsync(db, intoId, cancellationToken)),
            Error.NotFound("There is no such conversation."),
            actor,
            cancellationToken);

    /// <summary>The same by contacts, whether or not they have threads.</summary>
    /// <returns>As above, with a thread that is null when neither had one.</returns>
    public Task<Result<MergedPerson>> OfContactsAsync(Guid fromId, Guid intoId, string? actor, CancellationToken cancellationToken)
        => TryAsync(
            async db => (await ContactAsync(db, fromId, cancellationToken), await ContactAsync(db, intoId, cancellationToken)),
            Error.NotFound("There is no such contact."),
            actor,
            cancellationToken);

    private async Task<Result<MergedPerson>> TryAsync(
        Func<OmniDbContext, Task<(Guid? From, Guid? Into)>> find, Error missing, string? actor, CancellationToken cancellationToken)
    {
        // Again when one of them went into another one at this instant.
        return await TryAgain.RunAsync<Result<MergedPerson>>(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

            if (await find(db) is not ({ } from, { } into))
            {
                return missing;
            }

            if (await RefusalAsync(db, from, into, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            var merged = await MergeContacts.RunAsync(db, tenant.RequiredSlug, [from, into], into, new ByHand(actor), clock.GetUtcNow(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            Tell(merged);
            return merged;
        });
    }

    private static async Task<Error?> RefusalAsync(OmniDbContext db, Guid from, Guid into, CancellationToken cancellationToken)
    {
        if (from == into)
        {
            return Error.Conflict("These are one and the same already.");
        }

        return await db.ContactIdentities.AnyAsync(i => (i.ContactId == from || i.ContactId == into) && i.Kind == Contacts.IdentityKind.Group, cancellationToken)
            ? Error.Conflict("A group is not a person, so it cannot be merged.")
            : null;
    }

    private static Task<Guid?> PersonOfAsync(OmniDbContext db, Guid conversationId, CancellationToken cancellationToken)
        => db.Conversations.Where(c => c.Id == conversationId)
            .Select(c => c.MergedIntoId == null ? c.ContactId : db.Conversations.Where(s => s.Id == c.MergedIntoId).Select(s => s.ContactId).First())
            .Select(id => (Guid?)id)
            .SingleOrDefaultAsync(cancellationToken);

    private static Task<Guid?> ContactAsync(OmniDbContext db, Guid contactId, CancellationToken cancellationToken)
        => db.Contacts.Where(c => c.Id == contactId).Select(c => (Guid?)(c.MergedIntoId ?? c.Id)).SingleOrDefaultAsync(cancellationToken);

    private void Tell(MergedPerson merged)
    {
        foreach (var id in merged.ConversationId is { } goesOn ? merged.Absorbed.Append(goesOn) : merged.Absorbed)
        {
            feed.Publish(new(tenant.Required, FeedKind.Conversation, id));
        }
    }
}
