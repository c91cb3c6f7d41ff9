// Row-level security as psql meets it; the tables come from the catalogue, so that a new one cannot be forgotten.
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Omni.Core.Data.Postgres;
using Omni.Core.Tenancy;
using Omni.Tests.Support;

namespace Omni.Tests.Data;

public sealed class RowSecurityTests(OmniApp app) : IClassFixture<OmniApp>, IAsyncLifetime
{
    private readonly NpgsqlConnection _connection = new(app.ConnectionString);
    private FilledTables _tables = null!;
    private TestTenant _acme = null!;
    private TestTenant _bolt = null!;

    private Guid Acme => _acme.Tenant.Id.Value;

    private Guid Bolt => _bolt.Tenant.Id.Value;

    public async ValueTask InitializeAsync()
    {
        _acme = await TestTenant.CreateAsync(app);
        _bolt = await TestTenant.CreateAsync(app);
        await _connection.OpenAsync();
        _tables = await FilledTables.FillAsync(_connection, Acme, Bolt);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _acme.DisposeAsync();
        await _bolt.DisposeAsync();
    }

    [Fact]
    public async Task The_tables_of_tenants_are_those_of_the_model()
    {
        var owned = await _acme.ReadAsync(db => Task.FromResult(
            db.Model.GetEntityTypes().Where(e => e.ClrType.IsAssignableTo(typeof(ITenantOwned))).Select(e => e.GetTableName()!).ToList()));

        Assert.Equal(owned.Order(), _tables.Names.Order());
        Assert.True(_tables.Names.Count >= 12, string.Join(", ", _tables.Names));
    }

    [Fact]
    public async Task Without_a_tenant_no_table_shows_a_row()
    {
        foreach (var table in (string[])[.. _tables.Names, "tenants"])
        {
            Assert.True(await CountAsync(table) >= 2, table);
        }

        await EnterAsync(null);

        foreach (var table in (string[])[.. _tables.Names, "tenants"])
        {
            Assert.True(await CountAsync(table) == 0, table);
        }
    }

    [Fact]
    public async Task With_one_tenant_set_nothing_of_another_is_seen_changed_or_taken_away()
    {
        await EnterAsync(Acme);

        foreach (var table in _tables.Names)
        {
            Assert.True(await CountAsync(table) >= 1, table);
            Assert.True(await CountAsync(table, $"tenant_id <> '{Acme}'") == 0, table);
            Assert.Equal(0L, await _tables.ReadAsync<long>($"WITH gone AS (DELETE FROM {table} WHERE tenant_id = '{Bolt}' RETURNING 1) SELECT count(*) FROM gone"));
            Assert.Equal(0L, await _tables.ReadAsync<long>($"WITH changed AS (UPDATE {table} SET tenant_id = '{Acme}' WHERE tenant_id = '{Bolt}' RETURNING 1) SELECT count(*) FROM changed"));
        }

        Assert.Equal(1L, await CountAsync("tenants"));
        Assert.Equal(Acme, await _tables.ReadAsync<Guid>("SELECT id FROM tenants"));
    }

    [Fact]
    public async Task With_one_tenant_set_nothing_can_be_put_into_another()
    {
        await EnterAsync(Acme);

        foreach (var table in _tables.Names)
        {
            await _tables.AssertRefusedAsync(_tables.InsertInto(table, Bolt));
            await _tables.AssertRefusedAsync($"UPDATE {table} SET tenant_id = '{Bolt}'");
        }

        await _tables.AssertRefusedAsync($"UPDATE tenants SET id = '{Guid.NewGuid()}'");
    }

    [Fact]
    public async Task Every_table_of_tenants_has_forced_row_security_and_its_two_policies()
    {
        foreach (var table in (string[])[.. _tables.Names, "tenants"])
        {
            Assert.True(await _tables.ReadAsync<bool>($"SELECT relrowsecurity AND relforcerowsecurity FROM pg_class WHERE oid = '{table}'::regclass"), table);
            Assert.Equal("all_tenants:{omni_across} own_tenant:{omni_app}", await _tables.ReadAsync<string>(
                $"SELECT string_agg(policyname || ':' || roles::text, ' ' ORDER BY policyname) FROM pg_policies WHERE tablename = '{table}'"));
        }
    }

    [Theory]
    [InlineData(DatabaseRoles.App)]
    [InlineData(DatabaseRoles.Across)]
    public async Task The_roles_of_the_application_are_above_nothing(string role)
        => Assert.False(await _tables.ReadAsync<bool>($"SELECT rolsuper OR rolbypassrls OR rolcanlogin OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = '{role}'"));

    private Task<long> CountAsync(string table, string where = "true") => _tables.ReadAsync<long>($"SELECT count(*) FROM {table} WHERE {where}");

    private async Task EnterAsync(Guid? tenant)
    {
        await _tables.ExecuteAsync($"SET ROLE {DatabaseRoles.App}");
        await _tables.ExecuteAsync(tenant is { } id ? $"SET {DatabaseRoles.TenantSetting} = '{id}'" : $"RESET {DatabaseRoles.TenantSetting}");
    }
}
