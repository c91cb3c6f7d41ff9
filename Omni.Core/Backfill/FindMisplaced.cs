// Which messages of some conversations belong to other persons. A conversation has few addresses, however many messages.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Messages;

namespace Omni.Core.Backfill;

internal static class FindMisplaced
{
    /// <summary>What is being answered or sent stays where it is until it has been.</summary>
    public static IQueryable<Message> Settled(OmniDbContext db)
        => db.Messages.Where(m => !m.AwaitsTurn && m.Status != MessageStatus.Queued && m.Status != MessageStatus.Sending);

    public static async Task<List<Misplaced>> RunAsync(OmniDbContext db, List<PlacedThread> threads, CancellationToken cancellationToken)
    {
        var ids = threads.ConvertAll(t => t.Id);
        var groups = await Settled(db).Where(m => ids.Contains(m.ConversationId))
            .GroupBy(m => new { m.ConversationId, m.ContactId, m.Address, m.LeadId })
            .Select(g => new { g.Key.ConversationId, g.Key.ContactId, g.Key.Address, g.Key.LeadId, Count = g.Count() })
            .ToListAsync(cancellationToken);
        var leadIds = groups.Where(g => g.LeadId is not null).Select(g => g.LeadId!.Value).Distinct().ToList();
        var leads = await db.Leads.Where(l => leadIds.Contains(l.Id)).ToDictionaryAsync(l => l.Id, l => l.ContactId, cancellationToken);
        var owners = await OwnersAsync(db, [.. groups.Select(g => g.Address).Distinct()], cancellationToken);
        var byId = threads.ToDictionary(t => t.Id);
        var misplaced = new List<Misplaced>();

        foreach (var group in groups)
        {
            var thread = byId[group.ConversationId];
            var byLead = group.LeadId is { } lead && leads.TryGetValue(lead, out var itsContact) ? itsContact : (Guid?)null;
            var owner = byLead ?? owners.GetValueOrDefault(group.Address);

            if (owner is not null && owner != thread.ContactId)
            {
                misplaced.Add(new(thread, group.Address, group.LeadId, group.ContactId, owner, byLead is not null, group.Count));
            }
            else if (thread.MergedIntoId is not null || group.ContactId != thread.ContactId)
            {
                misplaced.Add(new(thread, group.Address, group.LeadId, group.ContactId, null, IsByLead: false, group.Count));
            }
        }

        return misplaced;
    }

    // Whose an address is that a channel wrote; nobody's for groups, whose address each instance knows for itself.
    private static async Task<Dictionary<string, Guid?>> OwnersAsync(OmniDbContext db, IReadOnlyList<string> written, CancellationToken cancellationToken)
    {
        var read = written.Select(w => (Written: w, Address: WrittenAddress.Read(w))).Where(w => w.Address is not { Kind: IdentityKind.Group }).ToList();
        var known = await KnownAddresses.FindAsync(db, [.. read.Where(w => w.Address is not null).Select(w => w.Address!.Value)], cancellationToken);
        var plain = read.Where(w => w.Address is null).Select(w => w.Written).ToList();
        var others = await db.ContactIdentities.Where(i => i.Kind != IdentityKind.Phone && i.Kind != IdentityKind.Lid && plain.Contains(i.Value))
            .GroupBy(i => i.Value).Select(g => new { g.Key, Contacts = g.Select(i => i.ContactId).Distinct().ToList() }).ToListAsync(cancellationToken);
        var owners = others.Where(o => o.Contacts.Count == 1).ToDictionary(o => o.Key, o => (Guid?)o.Contacts[0]);

        foreach (var (text, address) in read.Where(w => w.Address is not null))
        {
            // Two owners are none: uniting comes first.
            if (known[KnownAddresses.KeyOf(address!.Value)].Select(k => k.ContactId).Distinct().ToList() is [var only])
            {
                owners[text] = only;
            }
        }

        return owners;
    }
}
