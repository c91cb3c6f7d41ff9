// Makes the first person of a new Omni, the owner of tenant `default`, in one transaction.
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Team;

public sealed class CreateFirstOwner(IServiceScopeFactory scopes, IDbContextFactory<OmniDbContext> databases, AcrossTenants acrossTenants, TimeProvider clock)
{
    public const string TenantSlug = "default";

    /// <summary>True while nobody can sign in.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return !await db.Users.AnyAsync(cancellationToken);
    }

    /// <returns>The new owner; Invalid for a password or address that is refused, Conflict when somebody was quicker.</returns>
    public async Task<Result<User>> RunAsync(NewOwner owner, CancellationToken cancellationToken)
    {
        var found = await acrossTenants.FindTenantAsync(TenantSlug, cancellationToken);
        var tenant = found ?? Tenant.Create(TenantSlug, owner.BusinessName?.Trim() ?? "Default", defaultRegion: null, clock.GetUtcNow());

        // A scope of its own: nobody has entered the tenant yet, it may not even exist.
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantContext>().Enter(tenant.Id, tenant.Slug);
        var db = scope.ServiceProvider.GetRequiredService<OmniDbContext>();

        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

            // The tenant's row first, found or new: of two at once, the second waits here and then sees the first one's user.
            await PrepareTenantAsync(db, tenant, isNew: found is null, owner.BusinessName, cancellationToken);

            if (await db.Users.AnyAsync(cancellationToken))
            {
                return Error.Conflict("The first owner exists already.");
            }

            var user = new User { UserName = owner.Email, Email = owner.Email, EmailConfirmed = true, DisplayName = owner.Name.Trim() };
            var created = await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(user, owner.Password);

            if (!created.Succeeded)
            {
                return Error.Invalid(string.Join(" ", created.Errors.Select(e => e.Description)));
            }

            db.Add(new Membership { UserId = user.Id, Role = MemberRole.Owner, CreatedAt = clock.GetUtcNow() });
            await db.SaveChangesAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return user;
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation)
        {
            return Error.Conflict("The first owner exists already.");
        }
    }

    private static async Task PrepareTenantAsync(OmniDbContext db, Tenant tenant, bool isNew, string? businessName, CancellationToken cancellationToken)
    {
        if (isNew)
        {
            db.Add(tenant);
            await db.SaveChangesAsync(cancellationToken);
            return;
        }

        var name = businessName?.Trim() ?? tenant.Name;
        await db.Tenants.Where(t => t.Id == tenant.Id).ExecuteUpdateAsync(t => t.SetProperty(x => x.Name, name), cancellationToken);
    }
}

/// <param name="BusinessName">What tenant <c>default</c> is called from now on; null keeps its name.</param>
/// <param name="Name">What colleagues see.</param>
/// <param name="Email">What they sign in with.</param>
/// <param name="Password">As typed.</param>
public sealed record NewOwner(string? BusinessName, string Name, string Email, string Password);
