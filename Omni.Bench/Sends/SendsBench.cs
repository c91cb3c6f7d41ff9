// Messages sent per second through a gateway that answers in 20 ms, in order and once; and how soon a message leaves when nothing else does.
using System.Diagnostics;
using System.Globalization;
using Omni.Bench.Servers;

namespace Omni.Bench.Sends;

internal sealed class SendsBench : IBench
{
    // Sending has floors of its own: --floor is the webhooks'.
    private const int Floor = 300;
    private const double IdleFloor = 50;
    private const int IdleSends = 200;

    public string Name => "sends";

    public async Task<bool> RunAsync(BenchOptions options)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Sends through a gateway answering in {SlowGateway.Pause.TotalMilliseconds:N0} ms, {QueueBacklog.Threads} threads of {QueueBacklog.Tenants} tenants:"));
        var files = Directory.CreateTempSubdirectory("omni-bench-");

        try
        {
            await using var gateway = await SlowGateway.StartAsync();
            await using var database = await BenchDatabase.CreateAsync(options.Postgres);
            await using var omni = await OmniServer.StartAsync(database, files.FullName, gateway.Url);
            var backlog = new QueueBacklog(database);
            await backlog.BeginAsync(omni, gateway.Url);

            // Twice the usual warm-up, since so much of it waits: until then much of the time goes into compiling.
            await DrainAsync(backlog, gateway, omni, "warm-up", Math.Max(1, 2 * Floor * options.Warmup / QueueBacklog.Threads));
            var (perSecond, cpu) = await DrainAsync(backlog, gateway, omni, "measured", Math.Max(1, Floor * options.Seconds / QueueBacklog.Threads));
            var idle = await MeasureIdleAsync(backlog, gateway);
            Print("sent per second", perSecond, $"the floor is {Floor}");
            Print("CPU ms each", cpu.TotalMilliseconds, "of Omni alone");
            Print("p50 ms when idle", Percentile(idle, 0.50), $"from POST to the gateway; at most {IdleFloor}");
            Print("p99 ms when idle", Percentile(idle, 0.99), "");
            return await IsRightAsync(database, gateway) && IsEnough(perSecond, Percentile(idle, 0.50));
        }
        finally
        {
            files.Delete(recursive: true);
        }
    }

    // From the first that arrives to the last, so that the sweep's two seconds are not counted.
    private static async Task<(double PerSecond, TimeSpan Cpu)> DrainAsync(QueueBacklog backlog, SlowGateway gateway, ServerProcess omni, string name, int perThread)
    {
        omni.Process.Refresh();
        var before = omni.Process.TotalProcessorTime;
        await backlog.QueueAsync(name, perThread);
        await backlog.WaitUntilSentAsync();
        omni.Process.Refresh();
        var ticks = gateway.Arrivals.Where(a => a.Text.StartsWith(name, StringComparison.Ordinal)).Select(a => a.At).Order().ToArray();
        return (ticks.Length / Stopwatch.GetElapsedTime(ticks[0], ticks[^1]).TotalSeconds, (omni.Process.TotalProcessorTime - before) / ticks.Length);
    }

    private static async Task<double[]> MeasureIdleAsync(QueueBacklog backlog, SlowGateway gateway)
    {
        var measured = new List<double>();

        for (var i = 0; i < IdleSends; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"idle {i}");
            var arrives = gateway.AwaitAsync(text);
            var begun = Stopwatch.GetTimestamp();
            await backlog.PostAsync(i % QueueBacklog.Threads, text);
            measured.Add(Stopwatch.GetElapsedTime(begun, await arrives).TotalMilliseconds);
            await Task.Delay(SlowGateway.Pause * 2);
        }

        // The first ones find code that was never run.
        return [.. measured.Skip(IdleSends / 10).Order()];
    }

    // Every row is sent, the gateway got each once, and of every person in the order of the rows.
    private static async Task<bool> IsRightAsync(BenchDatabase database, SlowGateway gateway)
    {
        var rows = await database.CountAsync("SELECT count(*) FROM messages");
        var sent = await database.CountAsync("SELECT count(*) FROM messages WHERE status = 30 AND provider_message_id IS NOT NULL");
        var arrived = gateway.Arrivals.Select(a => (a.Number, a.Text)).Distinct().Count();
        var outOfOrder = gateway.Arrivals.GroupBy(a => (a.Number, Kind: a.Text[..a.Text.LastIndexOf(' ')])).Count(g => !IsAscending([.. g.Select(a => Number(a.Text))]));

        if ((sent, arrived, gateway.Arrivals.Count, outOfOrder) == (rows, rows, rows, 0))
        {
            return true;
        }

        Console.Error.WriteLine($"Of {rows} messages {sent} are sent; the gateway got {arrived}, in {gateway.Arrivals.Count} requests; {outOfOrder} threads are out of order.");
        return false;
    }

    private static bool IsEnough(double perSecond, double idle)
    {
        if (perSecond < Floor)
        {
            Console.Error.WriteLine($"Below the floor of {Floor} sends a second.");
        }

        if (idle > IdleFloor)
        {
            Console.Error.WriteLine($"More than {IdleFloor} ms from the POST to the gateway.");
        }

        return perSecond >= Floor && idle <= IdleFloor;
    }

    private static bool IsAscending(int[] numbers) => numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second);

    private static int Number(string text) => int.Parse(text.AsSpan(text.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);

    private static double Percentile(double[] sorted, double part) => sorted[(int)((sorted.Length - 1) * part)];

    private static void Print(string name, double figure, string remark)
        => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-18}{figure,10:N1}  {remark}"));
}
