// Makes messages of staged rows, each in the one thread of its person. Bad rows stay, with the reason, and are tried again by the next run.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Jobs;
using Omni.Core.Messages;
using Omni.Core.Texts;

namespace Omni.Core.Backfill;

internal sealed class LinkImported(ImportedTies ties, FindPersons persons, SamePerson same) : IJobStep
{
    // The threads of a batch are locked while it is stored, so it is kept short.
    private const int Usual = 500;

    // Of a dry run: who has a contact, and which contacts have threads.
    private readonly HashSet<string> _persons = [];
    private readonly HashSet<Guid> _contacts = [];
    private readonly HashSet<Guid> _withThread = [];

    public string Name => "link";

    public Task<long> CountAsync(OmniDbContext db, CancellationToken cancellationToken) => db.ImportedMessages.LongCountAsync(m => m.MessageId == null, cancellationToken);

    public async Task<string?> RunAsync(JobBatch batch, CancellationToken cancellationToken)
    {
        var after = batch.Cursor.AsNumber();
        var rows = await batch.Db.ImportedMessages.AsNoTracking().Where(m => m.MessageId == null && m.Sequence > after)
            .OrderBy(m => m.Sequence).Take(batch.Limit ?? Usual).ToListAsync(cancellationToken);

        if (rows.Count == 0)
        {
            CountPersons(batch);
            return null;
        }

        await ties.ReadAsync(batch.Db, cancellationToken);
        var (good, bad) = Read(rows, batch);

        if (batch.IsDryRun)
        {
            await LookAsync(batch.Db, good, cancellationToken);
        }
        else
        {
            await batch.Db.KeepProblemsAsync(bad, cancellationToken);
            await LinkAsync(batch, good, cancellationToken);
        }

        batch.Count("linked", good.Count);
        batch.Look(rows.Count);
        return rows[^1].Sequence.AsCursor();
    }

    private (List<ReadableRow> Good, List<(long Sequence, string Problem)> Bad) Read(List<ImportedMessage> rows, JobBatch batch)
    {
        var (good, bad) = (new List<ReadableRow>(), new List<(long, string)>());

        foreach (var row in rows)
        {
            if (ties.Reader.Read(row, out var problem) is { } readable && batch.Skipping is null)
            {
                good.Add(readable);
                continue;
            }

            problem = batch.Skipping ?? problem;
            batch.Report($"Imported row {row.Sequence}: {problem}".Fit(500));

            if (row.Problem != problem)
            {
                bad.Add((row.Sequence, problem.Fit(500)));
            }
        }

        return (good, bad);
    }

    private async Task LinkAsync(JobBatch batch, List<ReadableRow> rows, CancellationToken cancellationToken)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var (db, now) = (batch.Db, batch.Now);
        var carriers = await Carriers.ReadAsync(db, cancellationToken);
        var found = await persons.RunAsync(db, PersonsOf(rows, carriers), now, cancellationToken);
        var begun = db.ChangeTracker.Entries<Conversation>().Count();
        batch.Count("contacts_made", db.ChangeTracker.Entries<Contact>().Count(c => c.Entity.CreatedAt == now));
        batch.Count("conversations_made", begun);
        batch.Count("united", found.United);

        // By the channel's time, so that messages of one instant keep the order in which they were given.
        var linked = rows.OrderBy(r => r.SentAt).ThenBy(r => r.Row.Sequence).Select(r => (r.Row, Message: ToMessage(r, found.Threads[ties.PersonOf(r)], carriers.Of(r.Row), now))).ToList();
        var threads = linked.Select(l => l.Message.ConversationId).Distinct().ToList();

        if (await db.LockThreadsAsync(threads, cancellationToken) < threads.Count)
        {
            throw new ThreadMovedException();
        }

        await db.InsertRowsAsync(linked.ConvertAll(l => l.Message), cancellationToken);
        await db.MarkLinkedAsync(linked.ConvertAll(l => (l.Row.Sequence, l.Message.Id)), cancellationToken);
        await db.TouchThreadsAsync([.. linked.GroupBy(l => l.Message.ConversationId).Select(g => g.OrderBy(l => l.Message.SentAt).Last().Message)], now, cancellationToken);
        batch.Touch(threads);
        batch.Touch(found.Absorbed);
    }

    private List<ImportedPerson> PersonsOf(List<ReadableRow> rows, Carriers carriers)
        => [.. rows.GroupBy(ties.PersonOf).Select(g => new ImportedPerson(g.Key, ties.AddressesOf(g.First()), carriers.Of(g.Last().Row)))];

    private static Message ToMessage(ReadableRow row, FoundThread thread, Carrier carrier, DateTimeOffset now)
    {
        var isInbound = row.Direction is MessageDirection.Inbound;
        return new()
        {
            ConversationId = thread.ConversationId,
            ContactId = thread.ContactId,
            LeadId = thread.LeadId,
            InstanceId = carrier.Id,
            InstanceName = carrier.Name,
            Address = row.Written.Fit(300),
            Direction = row.Direction,
            Source = isInbound ? MessageSource.Customer : MessageSource.Phone,
            Kind = row.Row.Body is null ? MessageKind.Unsupported : MessageKind.Text,
            Text = row.Row.Body,
            Status = isInbound ? MessageStatus.Received : MessageStatus.Sent,
            SentAt = row.SentAt,
            CreatedAt = now,
        };
    }

    private async Task LookAsync(OmniDbContext db, List<ReadableRow> rows, CancellationToken cancellationToken)
    {
        var carriers = await Carriers.ReadAsync(db, cancellationToken);
        var found = PersonsOf(rows, carriers);
        var addresses = found.SelectMany(p => p.Own).ToList();
        var known = await KnownAddresses.FindAsync(db, addresses, cancellationToken);
        var leads = await KnownAddresses.LeadsAsync(db, addresses, cancellationToken);
        var contacts = known.SelectMany(k => k).Select(k => k.ContactId).Concat(leads.Values).Distinct().ToArray();
        _withThread.UnionWith(await db.Conversations.Where(c => contacts.Contains(c.ContactId) && c.MergedIntoId == null).Select(c => c.ContactId).ToListAsync(cancellationToken));
        _contacts.UnionWith(contacts);

        foreach (var person in found)
        {
            _persons.Add(person.Name);

            foreach (var contact in person.Own.SelectMany(a => known[KnownAddresses.KeyOf(a)].Select(k => k.ContactId).Concat(leads.TryGetValue(a, out var id) ? [id] : [])))
            {
                same.Unite(SamePerson.Of(contact), person.Name);
            }
        }
    }

    private void CountPersons(JobBatch batch)
    {
        if (!batch.IsDryRun)
        {
            return;
        }

        var withContact = _contacts.Select(c => same.Find(SamePerson.Of(c))).ToHashSet();
        var withThread = _withThread.Select(c => same.Find(SamePerson.Of(c))).ToHashSet();
        var all = _persons.Select(same.Find).ToHashSet();
        batch.Count("contacts_made", all.Count(p => !withContact.Contains(p)));
        batch.Count("conversations_made", all.Count(p => !withThread.Contains(p)));
        batch.Count("united", _contacts.Count - withContact.Count);
    }
}
