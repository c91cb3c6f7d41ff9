// Gives a person back what merging took: addresses, leads, keys, and those who had gone into them before.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Conversations.Merging;

internal static class SplitPersons
{
    /// <summary>Both contacts and both conversations are locked.</summary>
    public static async Task RunAsync(OmniDbContext db, ConversationMerge merge, CancellationToken cancellationToken)
    {
        var (survivorId, otherId, moved, keys) = (merge.SurvivorContactId, merge.MergedContactId, merge.Moved, merge.MovedKeys);
        var survivor = await db.Contacts.SingleAsync(c => c.Id == survivorId, cancellationToken);
        var other = await db.Contacts.SingleAsync(c => c.Id == otherId, cancellationToken);

        // Only what the merge brought, and nobody has changed since.
        if (survivor.Name == other.Name && survivor.Name != merge.Before.Name)
        {
            survivor.TakeBackName(merge.Before.Name, merge.Before.IsNameTyped);
        }

        survivor.AvatarUrl = survivor.AvatarUrl == other.AvatarUrl ? merge.Before.AvatarUrl : survivor.AvatarUrl;
        survivor.Attributes = survivor.Attributes
            .Where(a => merge.Before.Attributes?.ContainsKey(a.Key) is true || !other.Attributes.Contains(a))
            .ToDictionary(a => a.Key, a => a.Value);

        survivor.PhoneNumber = survivor.PhoneNumber == other.PhoneNumber ? merge.Before.PhoneNumber : survivor.PhoneNumber;
        survivor.Email = survivor.Email == other.Email ? merge.Before.Email : survivor.Email;
        other.MergedIntoId = null;
        await db.SaveChangesAsync(cancellationToken);

        moved = [.. moved, .. await LearntSinceAsync(db, merge, cancellationToken)];
        await db.ContactIdentities.Where(i => i.ContactId == survivorId && moved.Contains(i.Id)).ExecuteUpdateAsync(i => i.SetProperty(x => x.ContactId, otherId), cancellationToken);
        await db.Leads.Where(l => l.ContactId == survivorId && moved.Contains(l.Id)).ExecuteUpdateAsync(l => l.SetProperty(x => x.ContactId, otherId), cancellationToken);
        await db.Activities.Where(a => a.ConversationId == merge.SurvivorId && moved.Contains(a.Id))
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.ConversationId, merge.MergedId), cancellationToken);
        await db.ConversationKeys.Where(k => k.ConversationId == merge.SurvivorId && keys.Contains(k.Key))
            .ExecuteUpdateAsync(k => k.SetProperty(x => x.ConversationId, merge.MergedId), cancellationToken);

        // Those who had gone into the other one before lead there again.
        var earlier = await db.ConversationMerges.AsNoTracking().Where(m => m.SurvivorId == merge.MergedId && m.UndoneAt == null)
            .Select(m => new { m.MergedId, m.MergedContactId }).ToListAsync(cancellationToken);
        var (threads, contacts) = (earlier.ConvertAll(m => m.MergedId), earlier.ConvertAll(m => m.MergedContactId));
        await db.Conversations.Where(c => threads.Contains(c.Id)).ExecuteUpdateAsync(c => c.SetProperty(x => x.MergedIntoId, merge.MergedId), cancellationToken);
        await db.Contacts.Where(c => contacts.Contains(c.Id)).ExecuteUpdateAsync(c => c.SetProperty(x => x.MergedIntoId, otherId), cancellationToken);
    }

    // Addresses that were learnt since, beside one of those that go back.
    private static async Task<List<Guid>> LearntSinceAsync(OmniDbContext db, ConversationMerge merge, CancellationToken cancellationToken)
    {
        var all = await db.ContactIdentities.AsNoTracking().Where(i => i.ContactId == merge.SurvivorContactId).ToListAsync(cancellationToken);
        var back = all.Where(i => merge.Moved.Contains(i.Id)).Select(i => i.Address).ToHashSet();
        var since = all.FindAll(i => i.CreatedAt >= merge.At && !back.Contains(i.Address));
        var values = since.ConvertAll(i => i.Value);
        var pairs = await db.AddressPairs.AsNoTracking().Where(p => values.Contains(p.Value)).ToListAsync(cancellationToken);
        return [.. since.Where(i => pairs.Exists(p => p.Address == i.Address && back.Contains(p.Other))).Select(i => i.Id)];
    }
}
