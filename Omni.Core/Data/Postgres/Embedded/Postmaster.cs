using System.Globalization;

namespace Omni.Core.Data.Postgres.Embedded;

// The server process of one cluster. pg_ctl detaches it, so that Ctrl-C in a terminal reaches Omni alone, which stops it last.
internal sealed class Postmaster(Cluster cluster, Binaries binaries, ClusterOwner owner)
{
    // On the command line and not in a file of the cluster, so that a new Omni brings its own. Statements and their values hold
    // people's words: errors go to whoever sent the statement, not to the log.
    private const string Settings =
        "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 -c shared_buffers=128MB"
        + " -c fsync=on -c synchronous_commit=on -c jit=off -c timezone=UTC -c log_timezone=UTC"
        + " -c logging_collector=on -c log_directory=../log -c log_filename=postgres-%a.log -c log_truncate_on_rotation=on"
        + " -c log_rotation_age=1d -c log_rotation_size=0 -c log_min_messages=log -c log_min_error_statement=panic -c log_checkpoints=off";

    public (int ProcessId, int Port)? Running => PostmasterFile.ReadRunning(cluster);

    public async Task StartAsync(int port, CancellationToken cancellationToken)
    {
        PostmasterFile.ForgetStranger(cluster);
        var output = Path.Combine(cluster.LogDirectory, "start.log");
        File.Delete(output);
        var written = Logs().ToDictionary(log => log.Name, log => log.Length);
        var settings = string.Create(CultureInfo.InvariantCulture, $"-c port={port} {Settings}");
        var start = await owner.RunAsync(
            [binaries.PgCtl, "start", "-w", "-t", "300", "-s", "-D", cluster.DataDirectory, "-l", output, "-o", settings], cancellationToken);
        if (!start.Succeeded)
        {
            throw new EmbeddedPostgresException($"The private PostgreSQL in {cluster.Home} did not start: {FatalSince(written) ?? start.Reason}");
        }
    }

    /// <summary>Disconnects everybody and stops after a checkpoint; without one when that takes longer than half a minute.</summary>
    public async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        foreach (var (mode, seconds) in new[] { ("fast", "30"), ("immediate", "10") })
        {
            if (Running is null)
            {
                return true;
            }

            await owner.RunAsync([binaries.PgCtl, "stop", "-w", "-s", "-m", mode, "-t", seconds, "-D", cluster.DataDirectory], cancellationToken);
        }

        return Running is null;
    }

    // The reason is in start.log before the log collector runs, in the day's file after.
    private string? FatalSince(Dictionary<string, long> written) =>
        Logs().SelectMany(log => LinesSince(log, written.GetValueOrDefault(log.Name)))
            .LastOrDefault(line => line.Contains("FATAL:", StringComparison.Ordinal));

    private FileInfo[] Logs() => new DirectoryInfo(cluster.LogDirectory).GetFiles("*.log");

    private static IEnumerable<string> LinesSince(FileInfo log, long position)
    {
        using var reader = log.OpenText();
        reader.BaseStream.Position = log.Length >= position ? position : 0;
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
