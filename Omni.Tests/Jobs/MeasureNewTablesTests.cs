// A database in its first minute, before the server itself has looked: tables that begin to grow are measured, and a look-up reads no whole tenant.
using Microsoft.EntityFrameworkCore;
using Omni.Tests.Support;

namespace Omni.Tests.Jobs;

public sealed class MeasureNewTablesTests(OmniApp app) : IClassFixture<OmniApp>
{
    private static readonly TimeSpan BeforeTheServer = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task What_begins_to_grow_is_measured_and_looked_up_by_the_right_index()
    {
        await using var tenant = await TestTenant.CreateAsync(app, hasAgent: false);
        await Parallel.ForAsync(0, 60, async (person, _) => (await tenant.ReceiveAsync($"NEW{person}", $"5511900{person:D6}", "Oi")).EnsureSuccessStatusCode());

        await Eventually.ReadAsync(
            () => tenant.ReadAsync(db => db.Database.SqlQuery<string>(
                $"SELECT relname::text AS \"Value\" FROM pg_stat_user_tables WHERE last_analyze IS NOT NULL OR last_autoanalyze IS NOT NULL").ToListAsync()),
            measured => new[] { "contact_identities", "contacts", "conversations", "messages" }.All(measured.Contains),
            measured => string.Join(' ', measured),
            BeforeTheServer);

        Assert.Contains("ix_conversations_tenant_id_contact_id", await ExplainAsync(
            tenant, "SELECT FROM conversations WHERE contact_id = '00000000-0000-0000-0000-000000000001'"), StringComparison.Ordinal);
    }

    private static Task<string> ExplainAsync(TestTenant tenant, string sql) => tenant.ReadAsync(async db =>
    {
        await db.Database.OpenConnectionAsync();
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"SET enable_seqscan = off; EXPLAIN {sql}";
        await using var reader = await command.ExecuteReaderAsync();
        var plan = "";

        while (await reader.ReadAsync())
        {
            plan += reader.GetString(0) + "\n";
        }

        return plan;
    });
}
