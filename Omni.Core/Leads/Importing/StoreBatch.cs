// Stores some people of a file in one transaction. Who is known is only added to; the same file twice makes nothing twice.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Texts;

namespace Omni.Core.Leads.Importing;

internal sealed record StoredBatch(int Created, int Updated, int Unchanged, int Leads, IReadOnlyList<Guid> Conversations);

internal sealed class StoreBatch(OmniDbContext db, string tenantSlug, DateTimeOffset now)
{
    private readonly Dictionary<string, Contact> _byNumber = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Contact> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<(Guid ContactId, string Name)> _leads = [];
    private readonly HashSet<Guid> _raised = [];
    private int _made;

    public async Task<StoredBatch> RunAsync(IReadOnlyList<ImportLine> lines, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await LookUpAsync(lines, cancellationToken);
        var people = lines.Select(Store).ToList();
        db.ChangeTracker.DetectChanges();
        var created = people.Where(p => db.Entry(p).State is EntityState.Added).Distinct().Count();
        var updated = people.Where(p => db.Entry(p).State is EntityState.Modified).Distinct().Count();
        var unchanged = people.Distinct().Count() - created - updated;
        await db.SaveChangesAsync(cancellationToken);
        var ids = people.Select(p => p.Id).Distinct().ToArray();
        var threads = await db.Conversations.Where(c => c.MergedIntoId == null && ids.Contains(c.ContactId)).Select(c => new { c.Id, c.ContactId }).ToListAsync(cancellationToken);

        foreach (var thread in threads.Where(t => _raised.Contains(t.ContactId)))
        {
            await NameThread.RunAsync(db, tenantSlug, thread.ContactId, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return new(created, updated, unchanged, _made, [.. threads.Select(t => t.Id)]);
    }

    private async Task LookUpAsync(IReadOnlyList<ImportLine> lines, CancellationToken cancellationToken)
    {
        var numbers = lines.Where(l => l.Number is not null).Select(l => l.Number!.Value).Distinct().ToArray();
        var emails = lines.Where(l => l.Number is null).Select(l => l.Email!.AsLiteralPattern()).Distinct().ToArray();
        var known = await FindPerson.RunAsync(db, numbers, cancellationToken);
        var named = emails.Length == 0 ? [] : await db.Contacts
            .Where(c => c.MergedIntoId == null && emails.Any(e => EF.Functions.ILike(c.Email!, e)))
            .OrderBy(c => c.CreatedAt).ThenBy(c => c.Id)
            .Select(c => c.Id)
            .ToListAsync(cancellationToken);
        var contacts = (await db.LockPeopleAsync([.. known.Values.Select(k => k.ContactId), .. named], cancellationToken)).ToDictionary(c => c.Id);

        foreach (var (number, person) in known)
        {
            // Who went meanwhile is made anew.
            if (contacts.TryGetValue(person.ContactId, out var contact) && _byNumber.TryAdd(number.Canonical, contact) && !person.IsAddress)
            {
                db.Add(AddPerson.AddressOf(contact.Id, number, now));
            }
        }

        foreach (var contact in named.Where(contacts.ContainsKey).Select(id => contacts[id]))
        {
            _byEmail.TryAdd(contact.Email ?? "", contact);
        }

        Guid[] ids = [.. contacts.Keys];
        var leads = await db.Leads.Where(l => ids.Contains(l.ContactId)).Select(l => new { l.ContactId, l.Name }).ToListAsync(cancellationToken);
        _leads.UnionWith(leads.Select(l => (l.ContactId, l.Name)));
    }

    private Contact Store(ImportLine line)
    {
        var contact = line.Number is { } number ? _byNumber.GetValueOrDefault(number.Canonical) : _byEmail.GetValueOrDefault(line.Email!);

        if (contact is null)
        {
            contact = AddPerson.Run(db, line.Name, line.Number, line.Email, now);
            Remember(contact, line.Number);
        }
        else
        {
            contact.Email ??= line.Email;

            if (!contact.IsNameTyped && line.Name is not null)
            {
                contact.TypeName(line.Name);
            }
        }

        contact.Describe(new(line.Attributes));

        if (line.Lead is { } fields && _leads.Add((contact.Id, line.LeadName)))
        {
            var lead = new Lead { ContactId = contact.Id, Name = "", Stage = CheckLead.FirstStage, PhoneNumber = line.Number?.E164, CreatedAt = now, UpdatedAt = now };
            lead.Apply(fields with { Name = line.LeadName, Email = line.Email, Source = fields.Source.Value ?? "csv" }, null, now);
            db.Add(lead);
            _raised.Add(contact.Id);
            _made++;
        }

        return contact;
    }

    private void Remember(Contact contact, PhoneNumber? number)
    {
        if (number is { } phone)
        {
            _byNumber[phone.Canonical] = contact;
        }
        else
        {
            _byEmail[contact.Email!] = contact;
        }
    }
}
