// Makes one person, with one thread, of several. Locks contacts, then conversations, each in the order of their ids, so that merges at once wait instead of blocking each other.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;

namespace Omni.Core.Conversations.Merging;

/// <param name="ContactId">The person that goes on.</param>
/// <param name="ConversationId">Their thread; null when none of them had one.</param>
/// <param name="Absorbed">The threads that went into it; those who look at them are to be told.</param>
/// <param name="MergeId">The last merge that was written down; null when at most one of them had a thread.</param>
public sealed record MergedPerson(Guid ContactId, Guid? ConversationId, IReadOnlyList<Guid> Absorbed, Guid? MergeId);

public static class MergeContacts
{
    /// <summary>Runs inside the caller's transaction. The oldest goes on, unless one is named.</summary>
    /// <param name="db">In a transaction.</param>
    /// <param name="tenantSlug">For keys.</param>
    /// <param name="contactIds">Two or more; those that went into another one meanwhile are followed.</param>
    /// <param name="survivorId">The one that goes on; null takes the oldest.</param>
    /// <param name="hand">The member who says that they are one; null when a channel taught it.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Ends the merge.</param>
    public static async Task<MergedPerson> RunAsync(
        OmniDbContext db, string tenantSlug, IReadOnlyCollection<Guid> contactIds, Guid? survivorId, ByHand? hand, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var contacts = (await db.LockContactsAsync(contactIds, cancellationToken)).FindAll(c => c.MergedIntoId is null);

        if (contacts.Count < contactIds.Count)
        {
            throw new ThreadMovedException();
        }

        var survivor = contacts.Find(c => c.Id == survivorId) ?? contacts.OrderBy(c => c.CreatedAt).ThenBy(c => c.Id).First();
        var threads = await db.LockThreadsOfAsync(contacts.ConvertAll(c => c.Id), cancellationToken);
        var goesOn = threads.Find(t => t.ContactId == survivor.Id) ?? threads.OrderBy(t => t.CreatedAt).ThenBy(t => t.Id).FirstOrDefault();
        Guid? mergeId = null;

        // The person who goes on, without a thread of their own, takes the oldest one first.
        if (goesOn is not null && goesOn.ContactId != survivor.Id)
        {
            await MoveContactAsync(db, contacts.Find(c => c.Id == goesOn.ContactId)!, survivor, cancellationToken);
            await db.Messages.Where(m => m.ConversationId == goesOn.Id).ExecuteUpdateAsync(m => m.SetProperty(x => x.ContactId, survivor.Id), cancellationToken);
            await db.Conversations.Where(c => c.Id == goesOn.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.ContactId, survivor.Id), cancellationToken);
        }

        foreach (var other in contacts.Where(c => c.Id != survivor.Id && c.MergedIntoId is null))
        {
            var before = ContactBefore.Of(survivor);
            var moved = await MoveContactAsync(db, other, survivor, cancellationToken);

            if (threads.Find(t => t.ContactId == other.Id && t.Id != goesOn?.Id) is { } thread)
            {
                // Read again each time: what the one before brought counts too.
                var into = (await db.LockConversationAsync(goesOn!.Id, cancellationToken))!;
                mergeId = await JoinThreads.RunAsync(db, thread, into, new(other, survivor, before, moved, hand), now, cancellationToken);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
        await NameThread.RunAsync(db, tenantSlug, survivor.Id, cancellationToken);
        return new(survivor.Id, goesOn?.Id, [.. threads.Where(t => t.Id != goesOn?.Id).Select(t => t.Id)], mergeId);
    }

    // Answers what moved.
    private static async Task<List<Guid>> MoveContactAsync(OmniDbContext db, Contact other, Contact survivor, CancellationToken cancellationToken)
    {
        survivor.TakeOver(other);
        other.MergedIntoId = survivor.Id;
        await db.SaveChangesAsync(cancellationToken);

        var identities = db.ContactIdentities.Where(i => i.ContactId == other.Id);
        var leads = db.Leads.Where(l => l.ContactId == other.Id);
        List<Guid> moved = [.. await identities.Select(i => i.Id).ToListAsync(cancellationToken), .. await leads.Select(l => l.Id).ToListAsync(cancellationToken)];
        await identities.ExecuteUpdateAsync(i => i.SetProperty(x => x.ContactId, survivor.Id), cancellationToken);
        await leads.ExecuteUpdateAsync(l => l.SetProperty(x => x.ContactId, survivor.Id), cancellationToken);

        // Whoever went into the other one leads straight to the survivor, so that nobody has to follow twice.
        await db.Contacts.Where(c => c.MergedIntoId == other.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.MergedIntoId, survivor.Id), cancellationToken);
        return moved;
    }
}

/// <summary>That a member merges, and not a channel.</summary>
/// <param name="Actor">Their name, for the line in the thread; null for programs.</param>
public sealed record ByHand(string? Actor);

/// <summary>A person or thread went into another one at this instant: the same transaction, run again, finds where.</summary>
public sealed class ThreadMovedException() : Exception("The thread went into another one meanwhile.");
