// Finds the threads of the persons of a batch: those that stand by a few look-ups for all of them, new ones in one go, and only the rest one by one.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Tenancy;

namespace Omni.Core.Backfill;

/// <param name="Name">Stands for the person in this run.</param>
/// <param name="Addresses">All that is known of them by the import, best first; a group's alone.</param>
/// <param name="Carrier">The instance that carried their messages.</param>
internal sealed record ImportedPerson(string Name, IReadOnlyList<ChannelAddress> Addresses, Carrier Carrier)
{
    /// <summary>As identities hold them.</summary>
    public IReadOnlyList<ChannelAddress> Own { get; } = FindOrCreateThread.Own(Addresses, Carrier.Name);

    public ThreadRequest Request => new(Addresses, Carrier.Id, Carrier.Name, ReadImported.Write(Addresses[0]), null, Carrier.HasAgent);
}

/// <summary>The instance that carried a message; the name alone when it is none of ours.</summary>
internal sealed record Carrier(Guid? Id, string Name, bool HasAgent);

/// <param name="Threads">By the persons' names.</param>
/// <param name="United">How many contacts went into others.</param>
/// <param name="Absorbed">The threads that went with them.</param>
internal sealed record FoundPersons(IReadOnlyDictionary<string, FoundThread> Threads, int United, IReadOnlyList<Guid> Absorbed);

internal sealed class FindPersons(TenantContext tenant)
{
    public async Task<FoundPersons> RunAsync(OmniDbContext db, IReadOnlyList<ImportedPerson> persons, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var all = persons.SelectMany(p => p.Own).ToList();
        await KeepLeadsAsync(db, all, now, cancellationToken);
        var known = await KnownAddresses.FindAsync(db, all, cancellationToken);
        var tied = await TiedElsewhereAsync(db, all, cancellationToken);
        var standing = await ThreadsAsync(db, [.. known.SelectMany(k => k).Select(k => k.ContactId).Distinct()], cancellationToken);
        var (threads, absorbed, united) = (new Dictionary<string, FoundThread>(), new List<Guid>(), 0);
        var (news, others) = (new List<ImportedPerson>(), new List<ImportedPerson>());

        foreach (var person in persons)
        {
            var rows = person.Own.SelectMany(a => known[KnownAddresses.KeyOf(a)]).ToList();

            if (rows.Count == 0 && !person.Own.Any(tied.Contains))
            {
                news.Add(person);
            }
            else if (IsSettled(person, rows) && standing.TryGetValue(rows[0].ContactId, out var thread))
            {
                threads[person.Name] = thread;
            }
            else
            {
                others.Add(person);
                united += Math.Max(0, rows.Select(r => r.ContactId).Distinct().Count() - 1);
            }
        }

        foreach (var (name, thread) in await BeginPersons.RunAsync(db, tenant.RequiredSlug, news, now, cancellationToken))
        {
            threads[name] = thread;
        }

        foreach (var person in others)
        {
            var thread = await FindOrCreateThread.RunAsync(db, tenant.RequiredSlug, person.Request, now, cancellationToken);
            absorbed.AddRange(thread.Absorbed);
            threads[person.Name] = thread;
        }

        return new(await FollowAsync(db, threads, absorbed, cancellationToken), united, absorbed);
    }

    // Nothing to learn: every address is one and the same person's, and their number is known.
    private static bool IsSettled(ImportedPerson person, List<KnownAddress> rows)
        => rows.TrueForAll(r => r.ContactId == rows[0].ContactId)
            && person.Own.All(a => rows.Exists(r => r.Address == a))
            && (rows[0].HasNumber || person.Own.All(a => a.Kind is not IdentityKind.Phone));

    // A lead of ours is one more address of its person, so that rows that name it find them.
    private static async Task KeepLeadsAsync(OmniDbContext db, IReadOnlyList<ChannelAddress> addresses, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var leads = await KnownAddresses.LeadsAsync(db, addresses, cancellationToken);

        if (leads.Count == 0)
        {
            return;
        }

        var values = leads.Keys.Select(a => a.Value).ToList();
        var persons = leads.Values.Distinct().ToArray();

        // Whoever goes into somebody else at this instant takes no new address along.
        if ((await db.LockPeopleAsync(persons, cancellationToken)).Count < persons.Length)
        {
            throw new ThreadMovedException();
        }

        var kept = await db.ContactIdentities.Where(i => i.Kind == IdentityKind.ImportedLead && values.Contains(i.Value)).ToListAsync(cancellationToken);

        foreach (var (address, contactId) in leads)
        {
            if (kept.Find(i => i.Address == address) is { } identity)
            {
                identity.ContactId = contactId;
            }
            else
            {
                db.Add(ContactIdentity.Of(address, contactId, now));
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    private static async Task<HashSet<ChannelAddress>> TiedElsewhereAsync(OmniDbContext db, IReadOnlyList<ChannelAddress> addresses, CancellationToken cancellationToken)
    {
        var values = addresses.Select(a => a.Value).Distinct().ToArray();
        var pairs = await db.AddressPairs.AsNoTracking().Where(p => p.Channel == ChannelType.WhatsApp && values.Contains(p.Value)).ToListAsync(cancellationToken);
        return [.. pairs.Select(p => p.Address)];
    }

    private static Task<Dictionary<Guid, FoundThread>> ThreadsAsync(OmniDbContext db, Guid[] contacts, CancellationToken cancellationToken)
        => db.Conversations.AsNoTracking().Where(c => contacts.Contains(c.ContactId) && c.MergedIntoId == null)
            .ToDictionaryAsync(c => c.ContactId, c => new FoundThread(c.Id, c.ContactId, c.BotEnabled, c.Status, c.LeadId), cancellationToken);

    // A person found before may have gone into one found later in the same batch.
    private static async Task<IReadOnlyDictionary<string, FoundThread>> FollowAsync(
        OmniDbContext db, Dictionary<string, FoundThread> threads, List<Guid> absorbed, CancellationToken cancellationToken)
    {
        if (!threads.Values.Any(t => absorbed.Contains(t.ConversationId)))
        {
            return threads;
        }

        var now = await db.Conversations.Where(c => absorbed.Contains(c.Id) && c.MergedIntoId != null)
            .Join(db.Conversations, c => c.MergedIntoId, s => s.Id, (c, s) => new { c.Id, Thread = new FoundThread(s.Id, s.ContactId, s.BotEnabled, s.Status, s.LeadId) })
            .ToDictionaryAsync(c => c.Id, c => c.Thread, cancellationToken);
        return threads.ToDictionary(t => t.Key, t => now.GetValueOrDefault(t.Value.ConversationId, t.Value));
    }
}
