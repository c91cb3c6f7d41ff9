using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Results;

namespace Omni.Core.Tenancy;

/// <summary>Stores a new tenant, in a scope that has entered it: row-level security lets nobody else.</summary>
public sealed class CreateTenant(IServiceScopeFactory scopes, TimeProvider clock)
{
    /// <param name="wanted">What the tenant is to be.</param>
    /// <param name="firstRows">Rows that it begins with, stored in the same transaction.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Result<Tenant>> RunAsync(NewTenant wanted, IReadOnlyList<ITenantOwned> firstRows, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        TenantRules.CheckSlug(errors, wanted.Slug);
        TenantRules.CheckName(errors, wanted.Name);
        TenantRules.CheckRegion(errors, wanted.DefaultRegion);
        TenantRules.CheckTimeZone(errors, wanted.TimeZone);

        if (errors.ToError() is { } error)
        {
            return error;
        }

        var tenant = Tenant.Create(wanted.Slug!, wanted.Name!.Trim(), wanted.DefaultRegion?.ToUpperInvariant(), clock.GetUtcNow());
        tenant.TimeZone = wanted.TimeZone;
        await using var scope = scopes.Enter(tenant.Id, tenant.Slug);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync(cancellationToken);
        db.Add(tenant);
        db.AddRange(firstRows);

        try
        {
            await db.SaveChangesAsync(cancellationToken);
            return tenant;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return Error.Conflict($"There is a tenant '{tenant.Slug}' already.");
        }
    }
}

public sealed record NewTenant(string? Slug, string? Name, string? DefaultRegion, string? TimeZone = null);
