using Microsoft.AspNetCore.Http.HttpResults;
using Omni.Core.Data.Postgres;
using Omni.Core.Instances;
using Omni.Core.Jobs;
using Omni.Core.Team;
using Omni.Core.Tenancy;

namespace Omni.Web.Api;

/// <summary><c>/tenants</c>: businesses on this Omni, for the platform's key only.</summary>
internal static class TenantEndpoints
{
    public static void MapTenants(this IEndpointRouteBuilder api)
    {
        var tenants = api.MapGroup("/tenants").WithTags("Tenants").RequireAuthorization(ApiPolicies.Platform);

        tenants.MapPost("/", CreateAsync).WithSummary("Make a tenant; its first key is in the answer, once");
        tenants.MapGet("/", ListAsync).WithSummary("All tenants, by slug");
        tenants.MapGet("/{slug}", GetAsync).WithSummary("One tenant");
        tenants.MapPatch("/{slug}", ChangeAsync).WithSummary("Change a tenant's name, region, time zone or rule for leads");
        tenants.MapDelete("/{slug}", DeleteAsync).WithSummary("Delete a tenant with all it owns");
    }

    internal static async Task<Results<Created<NewTenantAnswer>, ProblemHttpResult>> CreateAsync(
        NewTenant body, CreateTenant create, TimeProvider clock, CancellationToken cancellationToken)
    {
        var first = ApiKey.Issue("First key", [], clock.GetUtcNow());
        var made = await create.RunAsync(body, [first.Key], cancellationToken);
        return made.IsOk
            ? TypedResults.Created($"{ApiPaths.Root}/tenants/{made.Value.Slug}", NewTenantAnswer.Of(made.Value, first.Secret))
            : made.Error.ToProblem();
    }

    internal static async Task<Results<Ok<Page<TenantAnswer>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery query, AcrossTenants across, CancellationToken cancellationToken)
    {
        var read = query.Read();

        if (!read.IsOk)
        {
            return read.Error.ToProblem();
        }

        var tenants = await across.ListTenantsAsync(read.Value.After, read.Value.Take, cancellationToken);
        return TypedResults.Ok(Page<TenantAnswer>.Of(read.Value, [.. tenants.Select(TenantAnswer.Of)], t => t.Slug, await across.CountTenantsAsync(cancellationToken)));
    }

    internal static async Task<Results<Ok<TenantAnswer>, ProblemHttpResult>> GetAsync(string slug, AcrossTenants across, CancellationToken cancellationToken)
        => await across.FindTenantAsync(slug, cancellationToken) is { } tenant ? TypedResults.Ok(TenantAnswer.Of(tenant)) : Problems.NotFound("tenant");

    internal static async Task<Results<Ok<TenantAnswer>, ProblemHttpResult>> ChangeAsync(
        string slug, TenantChange body, UpdateTenant update, JobScope tenants, CancellationToken cancellationToken)
    {
        var changed = await update.RunAsync(slug, body, cancellationToken);

        if (changed.IsOk && body.LeadRule.IsGiven)
        {
            await using var scope = tenants.Enter(changed.Value.Id, changed.Value.Slug);
            await scope.ServiceProvider.GetRequiredService<ForgetInstances>().RunAsync(cancellationToken);
        }

        return changed.IsOk ? TypedResults.Ok(TenantAnswer.Of(changed.Value)) : changed.Error.ToProblem();
    }

    internal static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string slug, DeleteTenant delete, KnownApiKeys keys, CancellationToken cancellationToken)
    {
        var deleted = await delete.RunAsync(slug, cancellationToken);
        keys.Forget();
        return deleted.IsOk ? TypedResults.NoContent() : deleted.Error.ToProblem();
    }
}

internal sealed record TenantAnswer(Guid Id, string Slug, string Name, string? DefaultRegion, string? TimeZone, LeadRule LeadRule, DateTimeOffset CreatedAt)
{
    public static TenantAnswer Of(Tenant tenant) => new(tenant.Id.Value, tenant.Slug, tenant.Name, tenant.DefaultRegion, tenant.TimeZone, tenant.LeadRule, tenant.CreatedAt);
}

/// <param name="Id">The tenant's id.</param>
/// <param name="Slug">Its name in addresses.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="DefaultRegion">Region of numbers typed without a country code; null takes Omni's.</param>
/// <param name="TimeZone">IANA name of its time zone; null for UTC.</param>
/// <param name="LeadRule">When a lead is made by itself: none, or first_message.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ApiKey">Its first key, told here and never again.</param>
internal sealed record NewTenantAnswer(Guid Id, string Slug, string Name, string? DefaultRegion, string? TimeZone, LeadRule LeadRule, DateTimeOffset CreatedAt, string ApiKey)
{
    public static NewTenantAnswer Of(Tenant tenant, string key)
        => new(tenant.Id.Value, tenant.Slug, tenant.Name, tenant.DefaultRegion, tenant.TimeZone, tenant.LeadRule, tenant.CreatedAt, key);
}
