using System.Security.Cryptography;

namespace Omni.Core.Data.Postgres.Embedded;

// Makes the cluster once. It is built aside and renamed when whole, so that an interrupted first start leaves nothing half made.
internal static class CreateCluster
{
    public const string UserName = "omni";

    public static async Task IfMissingAsync(Cluster cluster, Binaries binaries, ClusterOwner owner, CancellationToken cancellationToken)
    {
        PlaceCluster.CreateDirectory(cluster.Home);
        if (!Directory.Exists(cluster.LogDirectory))
        {
            Directory.CreateDirectory(cluster.LogDirectory);
            await owner.TakeAsync(cluster.LogDirectory, cancellationToken);
        }

        if (cluster.Exists)
        {
            return;
        }

        await WritePasswordAsync(cluster.PasswordFile, cancellationToken);
        await owner.TakeAsync(cluster.PasswordFile, cancellationToken);
        var result = await InitialiseAsync("C.UTF-8");
        if (!result.Succeeded)
        {
            result = await InitialiseAsync("C");
        }

        if (!result.Succeeded)
        {
            throw new EmbeddedPostgresException($"The private PostgreSQL could not be made in {cluster.Home}: {result.Reason}");
        }

        Directory.Move(Aside(), cluster.DataDirectory);

        string Aside() => cluster.DataDirectory + ".new";

        async Task<ToolResult> InitialiseAsync(string locale)
        {
            if (Directory.Exists(Aside()))
            {
                Directory.Delete(Aside(), recursive: true);
            }

            Directory.CreateDirectory(Aside());
            await owner.TakeAsync(Aside(), cancellationToken);
            return await owner.RunAsync(
                [binaries.InitDb, "-D", Aside(), "-U", UserName, "-A", "scram-sha-256", $"--pwfile={cluster.PasswordFile}", "-E", "UTF8", $"--locale={locale}"],
                cancellationToken);
        }
    }

    public static async Task<string> ReadPasswordAsync(Cluster cluster, CancellationToken cancellationToken) =>
        File.Exists(cluster.PasswordFile)
            ? (await File.ReadAllTextAsync(cluster.PasswordFile, cancellationToken)).Trim()
            : throw new EmbeddedPostgresException($"The database in {cluster.Home} is there but its password file is not: put {cluster.PasswordFile} back.");

    private static async Task WritePasswordAsync(string path, CancellationToken cancellationToken)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new StreamWriter(path, options);
        await file.WriteLineAsync(RandomNumberGenerator.GetHexString(48, lowercase: true).AsMemory(), cancellationToken);
    }
}
