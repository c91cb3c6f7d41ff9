// The application's own connections: who they run as, what they leave behind, and what EF refuses before PostgreSQL has to.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Tenancy;
using Omni.Tests.Support;

namespace Omni.Tests.Data;

public sealed class TenantConnectionTests(SharedApp app)
{
    private const string Who = "SELECT current_user || ' ' || current_setting('is_superuser') || ' ' || coalesce(current_setting('omni.tenant', true), '') AS \"Value\"";

    [Fact]
    public async Task A_context_runs_as_the_unprivileged_role_with_its_own_tenant()
    {
        await using var acme = await TestTenant.CreateAsync(app);

        Assert.Equal($"{DatabaseRoles.App} off {acme.Tenant.Id}", await acme.ReadAsync(db => db.Database.SqlQueryRaw<string>(Who).SingleAsync()));
    }

    [Fact]
    public async Task A_connection_that_returns_to_the_pool_forgets_role_and_tenant()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddOmniData(_ => $"{app.ConnectionString};Maximum Pool Size=1");
        await using var provider = services.BuildServiceProvider();
        var tenant = TenantId.New();
        int used;

        await using (var scope = provider.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<TenantContext>().Enter(tenant, "acme");
            await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync();
            Assert.Equal($"{DatabaseRoles.App} off {tenant}", await db.Database.SqlQueryRaw<string>(Who).SingleAsync());
            used = await db.Database.SqlQueryRaw<int>("SELECT pg_backend_pid() AS \"Value\"").SingleAsync();
        }

        await using var again = await provider.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var who = new NpgsqlCommand($"SELECT pg_backend_pid(), ({Who})", again);
        await using var reader = await who.ExecuteReaderAsync();
        Assert.True(await reader.ReadAsync());
        Assert.Equal((used, "postgres on "), (reader.GetInt32(0), reader.GetString(1)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_query_that_is_cancelled_while_it_is_planned_fails_nobody_who_asks_the_same_later(bool inTransaction)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddOmniData(_ => $"{app.ConnectionString};Maximum Pool Size=1");
        await using var provider = services.BuildServiceProvider();

        // The planner runs what never changes.
        await using (var slow = provider.GetRequiredService<NpgsqlDataSource>().CreateCommand(
            "CREATE OR REPLACE FUNCTION slow() RETURNS int IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.3); RETURN 1; END'"))
        {
            await slow.ExecuteNonQueryAsync();
        }

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(1, await AskAsync(CancellationToken.None));
        }

        using (var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(100)))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AskAsync(stop.Token));
        }

        Assert.Equal(1, await AskAsync(CancellationToken.None));

        async Task<int> AskAsync(CancellationToken cancellationToken)
        {
            await using var scope = provider.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantContext>().Enter(TenantId.New(), "acme");
            var databases = scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>();
            await using var db = inTransaction ? await databases.CreateDbContextAsync(CancellationToken.None) : await databases.OpenAsync(CancellationToken.None);
            await using var transaction = inTransaction ? await db.Database.BeginTransactionAsync(CancellationToken.None) : null;
            return await db.Database.SqlQueryRaw<int>("SELECT slow() AS \"Value\"").SingleAsync(cancellationToken);
        }
    }

    [Fact]
    public async Task A_statement_that_was_refused_while_it_was_prepared_is_asked_again_on_another_connection()
    {
        await using var source = NpgsqlDataSource.Create($"{app.ConnectionString};Maximum Pool Size=1;Max Auto Prepare=10;Auto Prepare Min Usages=1");
        await using var create = source.CreateCommand("CREATE TABLE kept_from_others AS SELECT 4711 AS number");
        await create.ExecuteNonQueryAsync();

        await Assert.ThrowsAsync<PostgresException>(() => AskAsync($"SET ROLE {DatabaseRoles.App}"));
        Assert.Equal(4711, await TryAgain.RunAsync(() => AskAsync("RESET ROLE")));

        async Task<object?> AskAsync(string role)
        {
            await using var connection = await source.OpenConnectionAsync();
            await using var enter = new NpgsqlCommand(role, connection);
            await enter.ExecuteNonQueryAsync();
            await using var ask = new NpgsqlCommand("SELECT number FROM kept_from_others", connection);
            return await ask.ExecuteScalarAsync();
        }
    }

    [Fact]
    public async Task A_statement_that_comes_again_is_prepared()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddOmniData(_ => $"{app.ConnectionString};Maximum Pool Size=1");
        await using var provider = services.BuildServiceProvider();
        await using var connection = await provider.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();

        for (var i = 0; i < 10; i++)
        {
            await using var again = new NpgsqlCommand("SELECT 4711", connection);
            await again.ExecuteScalarAsync();
        }

        await using var count = new NpgsqlCommand("SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT 4711'", connection);
        Assert.Equal(1L, await count.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_context_without_a_tenant_sees_nothing_and_saves_nothing()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var scope = app.Services.CreateAsyncScope();
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync();

        Assert.Equal(0, await db.Instances.CountAsync());
        Assert.Equal(0, await db.Instances.IgnoreQueryFilters([Filters.Tenant]).CountAsync());
        Assert.Equal(0, await db.Tenants.IgnoreQueryFilters([Filters.Tenant]).CountAsync());
        db.Add(new Contact { CreatedAt = DateTimeOffset.UnixEpoch });
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
    }

    [Fact]
    public async Task A_row_of_another_tenant_cannot_be_saved()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var bolt = await TestTenant.CreateAsync(app);

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => acme.ReadAsync(db =>
        {
            var contact = new Contact { CreatedAt = DateTimeOffset.UnixEpoch };
            db.Add(contact).Property(c => c.TenantId).CurrentValue = bolt.Tenant.Id;
            return db.SaveChangesAsync();
        }));
        var seen = await acme.ReadAsync(db => db.Instances.IgnoreQueryFilters([Filters.Tenant]).Select(i => i.Name).ToListAsync());

        Assert.Contains("another tenant", refused.Message);
        Assert.Equal([acme.InstanceName], seen);
        Assert.Empty(await bolt.ReadAsync(db => db.Contacts.ToListAsync()));
    }
}
