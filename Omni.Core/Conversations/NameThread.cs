// Raises or lowers a thread's key in place: to its person's oldest lead, else their number, else their first address. Every key it ever had still leads to it.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Conversations;

public static class NameThread
{
    /// <summary>
    /// Call it inside the transaction that changed the contact's leads, number or addresses, after saving the change. Without a thread it does nothing.
    /// Messages that have no lead take the thread's.
    /// </summary>
    public static async Task RunAsync(OmniDbContext db, string tenantSlug, Guid contactId, CancellationToken cancellationToken)
    {
        var thread = await db.Conversations.Where(c => c.ContactId == contactId && c.MergedIntoId == null)
            .Select(c => new { c.Id, c.CanonicalKey, c.LeadId })
            .SingleOrDefaultAsync(cancellationToken);

        if (thread is null)
        {
            return;
        }

        var leadId = await OldestLeadAsync(db, contactId, cancellationToken);
        var key = await KeyAsync(db, tenantSlug, contactId, leadId, cancellationToken) ?? thread.CanonicalKey;

        if (key != thread.CanonicalKey || leadId != thread.LeadId)
        {
            await db.Conversations.Where(c => c.Id == thread.Id).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.CanonicalKey, key).SetProperty(x => x.LeadId, leadId), cancellationToken);
        }

        await KeepKeysAsync(db, thread.Id, CanonicalKey.Forms(tenantSlug, key), cancellationToken);

        if (leadId is not null)
        {
            await db.Messages.Where(m => m.ConversationId == thread.Id && m.LeadId == null)
                .ExecuteUpdateAsync(m => m.SetProperty(x => x.LeadId, leadId), cancellationToken);
        }
    }

    internal static Task<Guid?> OldestLeadAsync(OmniDbContext db, Guid contactId, CancellationToken cancellationToken)
        => db.Leads.Where(l => l.ContactId == contactId).OrderBy(l => l.CreatedAt).ThenBy(l => l.Id).Select(l => (Guid?)l.Id).FirstOrDefaultAsync(cancellationToken);

    private static async Task<string?> KeyAsync(OmniDbContext db, string tenantSlug, Guid contactId, Guid? leadId, CancellationToken cancellationToken)
    {
        if (leadId is { } lead)
        {
            return CanonicalKey.OfLead(tenantSlug, lead);
        }

        if (await db.Contacts.Where(c => c.Id == contactId).Select(c => c.PhoneNumber).SingleOrDefaultAsync(cancellationToken) is { } phone)
        {
            return CanonicalKey.OfPhone(tenantSlug, phone);
        }

        var first = await db.ContactIdentities.AsNoTracking().Where(i => i.ContactId == contactId).OrderBy(i => i.CreatedAt).ThenBy(i => i.Id).FirstOrDefaultAsync(cancellationToken);
        return first is null ? null : CanonicalKey.OfIdentity(tenantSlug, first.Address);
    }

    private static async Task KeepKeysAsync(OmniDbContext db, Guid conversationId, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var known = await db.ConversationKeys.AsNoTracking().Where(k => keys.Contains(k.Key)).ToListAsync(cancellationToken);

        // Whoever has the number now has its keys.
        if (known.Exists(k => k.ConversationId != conversationId))
        {
            await db.ConversationKeys.Where(k => keys.Contains(k.Key)).ExecuteUpdateAsync(k => k.SetProperty(x => x.ConversationId, conversationId), cancellationToken);
        }

        db.AddRange(keys.Where(key => !known.Exists(k => k.Key == key)).Select(key => new ConversationKey { Key = key, ConversationId = conversationId }));
        await db.SaveChangesAsync(cancellationToken);
    }
}
