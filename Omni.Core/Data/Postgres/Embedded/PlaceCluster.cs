using System.Security.Cryptography;
using System.Text;

namespace Omni.Core.Data.Postgres.Embedded;

// Decides where the cluster lives: `postgres` in the data directory. Run by root from a directory that no other user may pass
// (a clone under /root), it lives under /var/lib/omni instead, named by the hash of the data directory.
internal static class PlaceCluster
{
    private const string OutsideRoot = "/var/lib/omni";

    public static async Task<(Cluster Cluster, ClusterOwner Owner)> ChooseAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var inside = new Cluster(Path.Combine(dataDirectory, "postgres"));
        var outside = new Cluster(Path.Combine(OutsideRoot, Hash(dataDirectory)));
        var existing = inside.Exists ? inside : outside.Exists ? outside : null;
        var owner = await ClusterOwner.FindAsync(existing, cancellationToken);
        if (existing == outside)
        {
            return (outside, owner);
        }

        if (await owner.CanPassAsync(dataDirectory, cancellationToken))
        {
            return (inside, owner);
        }

        return existing is null
            ? (outside, owner)
            : throw new EmbeddedPostgresException(
                $"The database in {inside.Home} cannot be reached by the user that runs PostgreSQL: make every directory above it passable (chmod o+x).");
    }

    public static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        // Root's directories let the cluster's user pass, and nobody list them.
        const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(path, Environment.IsPrivilegedProcess ? Mine | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : Mine);
    }

    private static string Hash(string dataDirectory) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataDirectory)))[..16];
}
