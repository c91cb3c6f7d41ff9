using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;

namespace Omni.Core.Leads;

/// <summary>Which leads a list shows. What is not set does not filter.</summary>
public sealed record LeadFilter
{
    /// <summary>Part of a name or address, or a number in any form.</summary>
    public string? Search { get; init; }

    public string? Stage { get; init; }

    public Guid? OwnerId { get; init; }

    /// <summary>True for those that nobody looks after.</summary>
    public bool IsUnowned { get; init; }

    public Guid? ContactId { get; init; }
}

/// <summary>Reads the leads of the scope's tenant.</summary>
public sealed class FindLeads(IDbContextFactory<OmniDbContext> databases)
{
    private const int MostStages = 50;

    /// <summary>Null when the tenant has no such lead.</summary>
    public async Task<LeadRow?> ByIdAsync(Guid leadId, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await db.Leads.AsNoTracking().Where(l => l.Id == leadId).ToRows(db).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Newest first, page by page from where the last page ended.</summary>
    public async Task<List<LeadRow>> ListAsync(LeadFilter filter, string fallbackRegion, LeadCursor? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        var leads = await FilteredAsync(db, filter, fallbackRegion, cancellationToken);

        if (after is { } cursor)
        {
            leads = leads.Where(l => EF.Functions.LessThan(ValueTuple.Create(l.CreatedAt, l.Id), ValueTuple.Create(cursor.CreatedAt, cursor.Id)));
        }

        return await leads
            .OrderByDescending(l => l.CreatedAt).ThenByDescending(l => l.Id)
            .Take(limit)
            .ToRows(db)
            .OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id)
            .ToListAsync(cancellationToken);
    }

    public async Task<int> CountAsync(LeadFilter filter, string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await (await FilteredAsync(db, filter, fallbackRegion, cancellationToken)).CountAsync(cancellationToken);
    }

    /// <summary>The stages that are in use, by name.</summary>
    public async Task<List<string>> StagesAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await db.Leads.Select(l => l.Stage).Distinct().OrderBy(s => s).Take(MostStages).ToListAsync(cancellationToken);
    }

    private static async Task<IQueryable<Lead>> FilteredAsync(OmniDbContext db, LeadFilter filter, string fallbackRegion, CancellationToken cancellationToken)
    {
        var leads = db.Leads.AsNoTracking();

        if (filter.Stage is { } stage)
        {
            leads = leads.Where(l => l.Stage == stage);
        }

        if (filter.OwnerId is { } owner)
        {
            leads = leads.Where(l => l.OwnerId == owner);
        }

        if (filter.IsUnowned)
        {
            leads = leads.Where(l => l.OwnerId == null);
        }

        if (filter.ContactId is { } contactId)
        {
            leads = leads.Where(l => l.ContactId == contactId);
        }

        var region = await CheckContact.RegionAsync(db, null, fallbackRegion, cancellationToken);
        return PersonSearch.Of(filter.Search, region) is { } search ? Matching(db, leads, search) : leads;
    }

    private static IQueryable<Lead> Matching(OmniDbContext db, IQueryable<Lead> leads, PersonSearch search)
    {
        var (pattern, digits, numbers) = search;
        var people = db.Contacts.Matching(db, search);
        return leads.Where(l =>
            EF.Functions.ILike(l.Name, pattern, @"\")
            || EF.Functions.ILike(l.Email!, pattern, @"\")
            || (digits != null && EF.Functions.Like(l.PhoneNumber!, digits))
            || numbers.Contains(l.PhoneNumber!)
            || people.Any(p => p.Id == l.ContactId));
    }
}
