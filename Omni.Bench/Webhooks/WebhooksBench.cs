// Webhooks stored per second, beside what a bare endpoint with one INSERT does on the same machine and PostgreSQL.
using System.Globalization;
using Omni.Bench.Load;
using Omni.Bench.Servers;

namespace Omni.Bench.Webhooks;

internal sealed class WebhooksBench : IBench
{
    public string Name => "webhooks";

    public async Task<bool> RunAsync(BenchOptions options)
    {
        Console.WriteLine($"Webhooks stored, {options.Connections} connections, {options.Seconds} s after {options.Warmup} s of warm-up, {WebhookBodies.Persons} persons of 2 tenants:");
        var (omni, isRight) = await MeasureOmniAsync(options);
        var bare = await MeasureBareAsync(options);
        Print("", "per second", "p50 ms", "p99 ms", "CPU ms each", "not 200");
        Print("Omni", omni);
        Print("one INSERT", bare);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Omni stores {omni.PerSecond / bare.PerSecond:P0} of what the bare endpoint does; the floor is {options.Floor} a second."));

        if (omni.PerSecond < options.Floor)
        {
            Console.Error.WriteLine($"Below the floor of {options.Floor} webhooks a second.");
        }

        return isRight && omni.Others == 0 && omni.PerSecond >= options.Floor;
    }

    private static async Task<(Reading Reading, bool IsRight)> MeasureOmniAsync(BenchOptions options)
    {
        var files = Directory.CreateTempSubdirectory("omni-bench-");

        try
        {
            await using var database = await BenchDatabase.CreateAsync(options.Postgres);
            await using var omni = await OmniServer.StartAsync(database, files.FullName);
            var bodies = new WebhookBodies(await MakeInstances.RunAsync(omni), omni.Address.ToString());
            var reading = await DriveLoad.RunAsync(omni.Address, omni.Process, options, bodies.Write);
            return (reading, await AreCountsRightAsync(database, reading));
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    private static async Task<Reading> MeasureBareAsync(BenchOptions options)
    {
        await using var database = await BenchDatabase.CreateAsync(options.Postgres);
        await using var bare = await BareServer.StartAsync(database);
        var bodies = new WebhookBodies([new("/", "none")], bare.Address.ToString());
        return await DriveLoad.RunAsync(bare.Address, bare.Process, options, bodies.Write);
    }

    // Every 200 is one message with its trace, and nothing else is there.
    private static async Task<bool> AreCountsRightAsync(BenchDatabase database, Reading reading)
    {
        var isRight = true;

        foreach (var (what, expected, sql) in new (string, long, string)[]
        {
            ("messages", reading.Answered, "SELECT count(*) FROM messages"),
            ("traces", reading.Answered, "SELECT count(*) FROM message_traces"),
            ("payloads", reading.Answered, "SELECT count(*) FROM trace_payloads"),
            ("unread", reading.Answered, "SELECT coalesce(sum(unread_count), 0)::bigint FROM conversations"),
            ("conversations", Math.Min(reading.Answered, WebhookBodies.Persons), "SELECT count(*) FROM conversations"),
            ("messages of another tenant than their conversation", 0, "SELECT count(*) FROM messages m JOIN conversations c ON c.id = m.conversation_id WHERE c.tenant_id <> m.tenant_id"),
        })
        {
            var stored = await database.CountAsync(sql);

            if (stored != expected)
            {
                Console.Error.WriteLine($"Wrong count of {what}: {stored} stored, {expected} expected.");
                isRight = false;
            }
        }

        return isRight;
    }

    private static void Print(string name, Reading reading) => Print(
        name,
        reading.PerSecond.ToString("N0", CultureInfo.InvariantCulture),
        reading.Percentile(0.50).ToString("N1", CultureInfo.InvariantCulture),
        reading.Percentile(0.99).ToString("N1", CultureInfo.InvariantCulture),
        reading.CpuPerRequest.TotalMilliseconds.ToString("N2", CultureInfo.InvariantCulture),
        reading.Others.ToString("N0", CultureInfo.InvariantCulture));

    private static void Print(string name, params string[] cells)
        => Console.WriteLine($"  {name,-12}{string.Concat(cells.Select(c => c.PadLeft(14)))}");
}
