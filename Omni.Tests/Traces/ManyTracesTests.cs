// Very many traces of one tenant (a hundred thousand with OMNI_FULL_TESTS=1, else a quarter of them) among as many of another: their numbers and their list come quickly.
using System.Diagnostics;
using System.Net;
using Npgsql;
using Omni.Tests.Support;

namespace Omni.Tests.Traces;

public sealed class ManyTracesTests(OmniApp app, ITestOutputHelper output) : IClassFixture<OmniApp>
{
    private static readonly int Many = TestSize.IsFull ? 100_000 : 25_000;

    [Fact]
    public async Task The_numbers_of_very_many_come_within_two_seconds()
    {
        await using var acme = await TestTenant.CreateAsync(app);
        await using var bolt = await TestTenant.CreateAsync(app);
        await FillAsync(acme);
        await FillAsync(bolt);
        using var api = acme.Api();

        await MeasureAsync(api, "all", "/api/v1/traces/analytics/summary", Many);
        await MeasureAsync(api, "one day", $"/api/v1/traces/analytics/summary?from={Uri.EscapeDataString(app.Clock.GetUtcNow().AddDays(-1).ToString("O"))}", null);
        await MeasureAsync(api, "one instance", "/api/v1/traces/analytics/summary?instance_name=shop-3", Many / 10);
        await MeasureAsync(api, "errors", "/api/v1/traces/analytics/summary?status=error", Many / 20);
        await MeasureAsync(api, "the list", "/api/v1/traces", Many);
    }

    private async Task MeasureAsync(HttpClient api, string what, string path, int? total)
    {
        var times = new List<TimeSpan>();

        for (var run = 0; run < 4; run++)
        {
            var watch = Stopwatch.StartNew();
            using var answer = await api.GetAsync(path);
            var found = await answer.ReadAsync(HttpStatusCode.OK);
            times.Add(watch.Elapsed);
            Assert.Equal(total ?? found.GetProperty("total").GetInt32(), found.GetProperty("total").GetInt32());
        }

        output.WriteLine($"{what}: {string.Join(", ", times.Select(t => $"{t.TotalMilliseconds:0}"))} ms");
        Assert.True(times.Min() < TimeSpan.FromSeconds(2), $"{what}: {times.Min()}");
    }

    private async Task FillAsync(TestTenant tenant)
    {
        await using var source = NpgsqlDataSource.Create(app.ConnectionString);
        await using var command = source.CreateCommand(
            """
            INSERT INTO message_traces (id, tenant_id, instance_name, status, message_kind, sender, sender_name, received_at, agent_called_at, agent_answered_at, completed_at,
                error_stage, error_message, has_media, has_quoted_message, message_length)
            SELECT gen_random_uuid(), $1, 'shop-' || (n % 10), CASE WHEN n % 20 = 0 THEN 'Error' ELSE 'Completed' END, 'Text', '+5511' || (900000000 + n % 5000), 'Maria', at, at,
                at + (100 + n % 4000) * interval '1 ms', at + (200 + n % 4000) * interval '1 ms', CASE WHEN n % 20 = 0 THEN 'Agent' END, CASE WHEN n % 20 = 0 THEN 'Away.' END, false, false, 5
            FROM (SELECT n, $2::timestamptz - n * interval '25 s' AS at FROM generate_series(1, $3) n) s
            """);
        command.Parameters.Add(new() { Value = tenant.Tenant.Id.Value });
        command.Parameters.Add(new() { Value = app.Clock.GetUtcNow() });
        command.Parameters.Add(new() { Value = Many });
        await command.ExecuteNonQueryAsync();
        await using var analyze = source.CreateCommand("ANALYZE message_traces");
        await analyze.ExecuteNonQueryAsync();
    }
}
