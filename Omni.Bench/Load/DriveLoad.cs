// Keeps a number of connections busy, first unmeasured, then measured.
using System.Diagnostics;
using System.Net;

namespace Omni.Bench.Load;

internal static class DriveLoad
{
    /// <param name="server">Where to.</param>
    /// <param name="process">The server, whose processor time is read.</param>
    /// <param name="options">Connections and seconds.</param>
    /// <param name="write">Writes the whole request of a number, counted from 0 over all connections, into the buffer and answers its length.</param>
    public static async Task<Reading> RunAsync(IPEndPoint server, Process process, BenchOptions options, Func<long, byte[], int> write)
    {
        var start = Stopwatch.GetTimestamp();
        var measured = start + (options.Warmup * Stopwatch.Frequency);
        var end = measured + (options.Seconds * Stopwatch.Frequency);
        var next = -1L;
        var cpu = ReadCpuAsync(process, options);
        var connections = await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(_ => Task.Run(DriveAsync)));
        var ticks = connections.SelectMany(c => c.Ticks).Order().ToArray();
        return new(connections.Sum(c => c.Answered), connections.Sum(c => c.Others), options.Seconds, ticks, await cpu / Math.Max(1, ticks.Length));

        async Task<(long Answered, long Others, List<long> Ticks)> DriveAsync()
        {
            using var connection = await KeptConnection.OpenAsync(server);
            var buffer = new byte[16 * 1024];
            var (answered, others, ticks) = (0L, 0L, new List<long>(100_000));

            for (long before; (before = Stopwatch.GetTimestamp()) < end;)
            {
                var isGood = await connection.SendAsync(buffer.AsMemory(0, write(Interlocked.Increment(ref next), buffer))) == (int)HttpStatusCode.OK;
                var after = Stopwatch.GetTimestamp();
                (answered, others) = isGood ? (answered + 1, others) : (answered, others + 1);

                if (isGood && after >= measured && after < end)
                {
                    ticks.Add(after - before);
                }
            }

            return (answered, others, ticks);
        }
    }

    private static async Task<TimeSpan> ReadCpuAsync(Process process, BenchOptions options)
    {
        await Task.Delay(TimeSpan.FromSeconds(options.Warmup));
        process.Refresh();
        var before = process.TotalProcessorTime;
        await Task.Delay(TimeSpan.FromSeconds(options.Seconds));
        process.Refresh();
        return process.TotalProcessorTime - before;
    }
}
