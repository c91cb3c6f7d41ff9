// A node that starts beside others: what already stands is neither made again nor locked, and what somebody took away is put back.
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Omni.Core.Data.Postgres;
using Omni.Tests.Support;

namespace Omni.Tests.Data;

public sealed class MigrateDatabaseTests(OmniApp app) : IClassFixture<OmniApp>, IAsyncLifetime
{
    private readonly NpgsqlConnection _connection = new(app.ConnectionString);

    public async ValueTask InitializeAsync() => await _connection.OpenAsync();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Fact]
    public async Task A_second_node_waits_for_no_table_that_somebody_is_writing_to()
    {
        await using var held = await _connection.BeginTransactionAsync();
        var tables = await ReadAsync("SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = 'public' AND tablename <> '__EFMigrationsHistory'");
        // What every writer holds; ALTER TABLE, policies and triggers wait for it.
        await ExecuteAsync($"LOCK TABLE {tables} IN ROW EXCLUSIVE MODE");

        await StartAgainAsync();
    }

    [Theory]
    [InlineData("ALTER TABLE messages DISABLE ROW LEVEL SECURITY")]
    [InlineData("ALTER TABLE messages NO FORCE ROW LEVEL SECURITY")]
    [InlineData("DROP POLICY own_tenant ON messages")]
    [InlineData("DROP TRIGGER tell_created ON messages")]
    [InlineData("ALTER TABLE messages DISABLE TRIGGER tell_created")]
    [InlineData("REVOKE INSERT ON messages FROM omni_app")]
    public async Task What_was_taken_away_is_put_back_at_the_next_start(string damage)
    {
        var before = await DescribeAsync();
        await ExecuteAsync(damage);
        Assert.NotEqual(before, await DescribeAsync());

        await StartAgainAsync();

        Assert.Equal(before, await DescribeAsync());
    }

    private Task StartAgainAsync() => app.Services.GetRequiredService<MigrateDatabase>().RunAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20));

    private Task<string> DescribeAsync() => ReadAsync("""
        SELECT concat_ws(' ', c.relrowsecurity, c.relforcerowsecurity, has_table_privilege('omni_app', c.oid, 'INSERT'),
            (SELECT string_agg(p.policyname || p.qual || p.with_check, ' ' ORDER BY p.policyname) FROM pg_policies p WHERE p.tablename = 'messages'),
            (SELECT string_agg(pg_get_triggerdef(t.oid) || t.tgenabled::text, ' ' ORDER BY t.tgname) FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal))
        FROM pg_class c WHERE c.oid = 'messages'::regclass
        """);

    private async Task<string> ReadAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        await command.ExecuteNonQueryAsync();
    }
}
