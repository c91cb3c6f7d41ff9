using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Results;

namespace Omni.Core.Tenancy;

/// <summary>Deletes a tenant and every row it owns, in one transaction and in a scope that can see no other tenant's.</summary>
public sealed class DeleteTenant(AcrossTenants across, IServiceScopeFactory scopes, IForgetInstances remembered)
{
    private static readonly MethodInfo ClearMethod = typeof(DeleteTenant).GetMethod(nameof(ClearAsync), BindingFlags.Static | BindingFlags.NonPublic)!;

    public async Task<Result<Done>> RunAsync(string slug, CancellationToken cancellationToken)
    {
        if (await across.FindTenantAsync(slug, cancellationToken) is not { } tenant)
        {
            return Error.NotFound("There is no such tenant.");
        }

        if (slug == EnsureDefaultTenant.Slug)
        {
            return Error.Conflict("The tenant 'default' cannot be deleted: platform keys act in it.");
        }

        // Again when a message was being stored at this instant.
        return await TryAgain.RunAsync<Result<Done>>(async () =>
        {
            await DeleteAsync(tenant, cancellationToken);
            return new Done();
        });
    }

    private async Task DeleteAsync(Tenant tenant, CancellationToken cancellationToken)
    {
        await using var scope = scopes.Enter(tenant.Id, tenant.Slug);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Conversations, then instances, as whoever stores a message takes them: messages that come in meanwhile wait, and then find both gone.
        await db.LockConversationsAsync(cancellationToken);
        var instances = await db.Instances.Select(i => i.Id).ToListAsync(cancellationToken);
        await db.Instances.ExecuteDeleteAsync(cancellationToken);

        foreach (var owned in DependentsFirst(db.Model))
        {
            await (Task)ClearMethod.MakeGenericMethod(owned.ClrType).Invoke(null, [db, cancellationToken])!;
        }

        await db.Tenants.ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);

        // A webhook that comes now finds no instance, and not one whose tenant is gone.
        remembered.Forget(tenant.Id, instances);
    }

    /// <summary>The tables of a tenant, each before those it refers to.</summary>
    internal static IReadOnlyList<IEntityType> DependentsFirst(IModel model)
    {
        var ordered = new List<IEntityType>();
        var seen = new HashSet<IEntityType>();

        foreach (var entity in model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(ITenantOwned))))
        {
            Visit(entity);
        }

        return ordered;

        void Visit(IEntityType entity)
        {
            if (!seen.Add(entity))
            {
                return;
            }

            foreach (var dependent in entity.GetReferencingForeignKeys().Select(f => f.DeclaringEntityType).Where(e => e.ClrType.IsAssignableTo(typeof(ITenantOwned))))
            {
                Visit(dependent);
            }

            ordered.Add(entity);
        }
    }

    private static Task<int> ClearAsync<TOwned>(OmniDbContext db, CancellationToken cancellationToken)
        where TOwned : class, ITenantOwned
        => db.Set<TOwned>().ExecuteDeleteAsync(cancellationToken);
}
