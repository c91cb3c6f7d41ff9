using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Omni.Core.Data.Postgres.Embedded;

// A random port, kept in a file so that tools set up against it go on working; another one when somebody else has taken it.
// It lies below the range that the kernel hands to outgoing connections, which would otherwise take it now and then.
internal static class KeepPort
{
    private const int Lowest = 20000;
    private const int Highest = 32000;

    public static async Task<int> ChooseAsync(Cluster cluster, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await ReadAsync(cluster, cancellationToken) is { } kept)
        {
            // A server just killed may hold it for a moment longer.
            for (var wait = 0; wait < 20; wait++)
            {
                if (IsFree(kept))
                {
                    return kept;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
            }
        }

        for (var attempt = 0; attempt < 200; attempt++)
        {
            var port = Random.Shared.Next(Lowest, Highest);
            if (IsFree(port))
            {
                await File.WriteAllTextAsync(cluster.PortFile, string.Create(CultureInfo.InvariantCulture, $"{port}\n"), cancellationToken);
                return port;
            }
        }

        throw new EmbeddedPostgresException($"No free port between {Lowest} and {Highest} was found on 127.0.0.1 for the private PostgreSQL.");
    }

    private static async Task<int?> ReadAsync(Cluster cluster, CancellationToken cancellationToken) =>
        File.Exists(cluster.PortFile)
        && int.TryParse((await File.ReadAllTextAsync(cluster.PortFile, cancellationToken)).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            ? port
            : null;

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (Exception taken) when (taken is SocketException or ArgumentOutOfRangeException)
        {
            return false;
        }
    }
}
