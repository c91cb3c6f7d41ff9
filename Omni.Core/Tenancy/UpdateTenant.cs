using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Results;

namespace Omni.Core.Tenancy;

/// <summary>Changes a tenant's name, region, time zone or rule for leads. Its slug stays: addresses and bucket names are made of it.</summary>
public sealed class UpdateTenant(AcrossTenants across, IServiceScopeFactory scopes)
{
    public async Task<Result<Tenant>> RunAsync(string slug, TenantChange change, CancellationToken cancellationToken)
    {
        if (await across.FindTenantAsync(slug, cancellationToken) is not { } found)
        {
            return Error.NotFound("There is no such tenant.");
        }

        var errors = new FieldErrors();
        errors.Require(!change.Slug.IsGiven || change.Slug.Value == slug, "slug", "A tenant's slug cannot change.");

        if (change.Name.IsGiven)
        {
            TenantRules.CheckName(errors, change.Name.Value);
        }

        TenantRules.CheckRegion(errors, change.DefaultRegion.Value);
        TenantRules.CheckTimeZone(errors, change.TimeZone.Value);
        TenantRules.CheckLeadRule(errors, change.LeadRule.Value);

        if (errors.ToError() is { } error)
        {
            return error;
        }

        await using var scope = scopes.Enter(found.Id, found.Slug);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync(cancellationToken);

        if (await db.Tenants.SingleOrDefaultAsync(cancellationToken) is not { } tenant)
        {
            return Error.NotFound("There is no such tenant.");
        }

        tenant.Name = change.Name.IsGiven ? change.Name.Value!.Trim() : tenant.Name;
        tenant.DefaultRegion = change.DefaultRegion.Or(tenant.DefaultRegion)?.ToUpperInvariant();
        tenant.TimeZone = change.TimeZone.Or(tenant.TimeZone);
        tenant.LeadRule = change.LeadRule.IsGiven ? TenantRules.LeadRuleOf(change.LeadRule.Value) : tenant.LeadRule;
        await db.SaveChangesAsync(cancellationToken);
        return tenant;
    }
}

public sealed record TenantChange
{
    public Optional<string?> Slug { get; init; }

    public Optional<string?> Name { get; init; }

    public Optional<string?> DefaultRegion { get; init; }

    /// <summary>An IANA name; null for UTC.</summary>
    public Optional<string?> TimeZone { get; init; }

    /// <summary><c>none</c> (also null), or <c>first_message</c>: whoever writes and has no lead becomes one.</summary>
    public Optional<string?> LeadRule { get; init; }
}
