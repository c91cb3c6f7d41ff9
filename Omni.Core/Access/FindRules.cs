using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;

namespace Omni.Core.Access;

/// <summary>Which rules a list shows. What is not set does not filter.</summary>
public sealed record RuleFilter
{
    /// <summary>Part of a pattern, a reason or an author's name, or a number in any form.</summary>
    public string? Search { get; init; }

    /// <summary>Rules of this instance alone.</summary>
    public string? InstanceName { get; init; }

    /// <summary>True for those that are for no one instance.</summary>
    public bool IsOfTenant { get; init; }

    /// <summary>Rules of these instances alone; null for all rules.</summary>
    public IReadOnlyList<string>? OnlyInstances { get; init; }
}

/// <summary>Reads the rules of the scope's tenant.</summary>
public sealed class FindRules(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>Null when the tenant has no such rule.</summary>
    public async Task<AccessRuleRow?> ByIdAsync(Guid ruleId, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await db.AccessRules.AsNoTracking().Where(r => r.Id == ruleId).ToRows(db).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Newest first, page by page from where the last page ended.</summary>
    public async Task<List<AccessRuleRow>> ListAsync(RuleFilter filter, string fallbackRegion, RuleCursor? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        var rules = await FilteredAsync(db, filter, fallbackRegion, cancellationToken);

        if (after is { } cursor)
        {
            rules = rules.Where(r => EF.Functions.LessThan(ValueTuple.Create(r.CreatedAt, r.Id), ValueTuple.Create(cursor.CreatedAt, cursor.Id)));
        }

        return await rules.OrderByDescending(r => r.CreatedAt).ThenByDescending(r => r.Id).Take(limit).ToRows(db).ToListAsync(cancellationToken);
    }

    public async Task<int> CountAsync(RuleFilter filter, string fallbackRegion, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await (await FilteredAsync(db, filter, fallbackRegion, cancellationToken)).CountAsync(cancellationToken);
    }

    private static async Task<IQueryable<AccessRule>> FilteredAsync(OmniDbContext db, RuleFilter filter, string fallbackRegion, CancellationToken cancellationToken)
    {
        var rules = db.AccessRules.AsNoTracking();
        rules = filter.IsOfTenant ? rules.Where(r => r.InstanceId == null) : rules;
        rules = filter.InstanceName is { } name ? rules.Where(r => db.Instances.Any(i => i.Id == r.InstanceId && i.Name == name)) : rules;
        rules = filter.OnlyInstances is { } only ? rules.Where(r => db.Instances.Any(i => i.Id == r.InstanceId && only.Contains(i.Name))) : rules;

        if (PersonSearch.Of(filter.Search, await CheckContact.RegionAsync(db, null, fallbackRegion, cancellationToken)) is not var (pattern, digits, numbers))
        {
            return rules;
        }

        return rules.Where(r =>
            EF.Functions.ILike(r.Pattern, pattern, @"\")
            || EF.Functions.ILike(r.Reason!, pattern, @"\")
            || EF.Functions.ILike(r.AuthorName, pattern, @"\")
            || (digits != null && EF.Functions.Like(r.Literal, digits))
            || numbers.Contains(r.Literal));
    }
}
