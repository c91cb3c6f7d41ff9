// What the model and the components of the running app promise.
using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Data;
using Omni.Core.Team;
using Omni.Core.Tenancy;
using Omni.Tests.Support;

namespace Omni.Tests.Architecture;

public sealed class ModelRules(SharedApp app)
{
    // Pages for strangers: nobody can be asked to sign in to sign in.
    private static readonly string[] ForStrangers = ["ErrorPage", "LoginPage", "NoAccessPage", "NotFoundPage", "SetupPage"];

    private static IEnumerable<Type> Components => typeof(Program).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(ComponentBase)));

    [Fact]
    public async Task Every_entity_is_a_tenants_or_says_that_it_is_shared()
    {
        var strangers = await ReadAsync(db => db.Model.GetEntityTypes().Where(e => !IsKnown(e.ClrType)).Select(e => e.Name).ToList());

        Assert.Empty(strangers);
    }

    [Fact]
    public async Task Every_entity_of_a_tenant_is_filtered_and_begins_its_indexes_with_the_tenant()
    {
        var owned = await ReadAsync(db => db.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(ITenantOwned))).ToList());

        Assert.NotEmpty(owned);
        Assert.Empty(owned.Where(e => e.FindDeclaredQueryFilter(Filters.Tenant) is null).Select(e => e.Name));
        Assert.Equal(
            ["ApiKey: Hash", "Instance: Name", "LaneLease: Node"],
            owned.SelectMany(e => e.GetIndexes())
                .Where(i => i.Properties[0].Name != nameof(ITenantOwned.TenantId) && !IsOfForeignKey(i))
                .Select(i => $"{i.DeclaringEntityType.ClrType.Name}: {string.Join(", ", i.Properties.Select(p => p.Name))}")
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_migrations_say_all_that_the_model_says() => Assert.False(await ReadAsync(db => db.Database.HasPendingModelChanges()));

    [Fact]
    public void No_component_holds_a_database()
    {
        var injected = Components.SelectMany(c => c.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(p => p.GetCustomAttribute<InjectAttribute>() is not null).Select(p => (p.DeclaringType, p.PropertyType))
            .Concat(Components.SelectMany(c => c.GetConstructors()).SelectMany(c => c.GetParameters().Select(p => (DeclaringType: (Type?)c.DeclaringType, PropertyType: p.ParameterType))));

        Assert.Empty(injected.Where(i => IsDatabase(i.PropertyType)).Select(i => i.DeclaringType?.Name));
    }

    [Fact]
    public void Every_page_is_behind_the_login_but_those_for_strangers()
    {
        var pages = Components.Where(c => c.GetCustomAttributes<RouteAttribute>().Any()).ToList();
        var open = pages.Where(p => p.GetCustomAttribute<AllowAnonymousAttribute>() is not null);

        Assert.Equal(ForStrangers, open.Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Empty(pages.Where(p => !p.GetCustomAttributes<AuthorizeAttribute>().Any() && p.GetCustomAttribute<AllowAnonymousAttribute>() is null).Select(p => p.Name));
    }

    private static bool IsKnown(Type entity)
        => entity.IsAssignableTo(typeof(ITenantOwned)) || entity.IsAssignableTo(typeof(IShared)) || entity == typeof(Tenant) || entity == typeof(User)
            || entity.Namespace!.StartsWith("Microsoft.AspNetCore.Identity", StringComparison.Ordinal);

    // EF makes one for every foreign key; who looks things up has an index of their own.
    private static bool IsOfForeignKey(IIndex index) => index.DeclaringEntityType.FindForeignKeys(index.Properties).Any();

    private static bool IsDatabase(Type type)
        => type.IsAssignableTo(typeof(DbContext)) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IDbContextFactory<>));

    private async Task<T> ReadAsync<T>(Func<OmniDbContext, T> read)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync();
        return read(db);
    }
}
