using System.Globalization;

namespace Omni.Core.Data.Postgres.Embedded;

// Where PostgreSQL's programs are. A cluster only runs on the major version that made it, so its own version goes before PATH.
internal sealed record Binaries(string InitDb, string PgCtl);

internal static class FindBinaries
{
    private const string DebianRoot = "/usr/lib/postgresql";

    public static Binaries For(Cluster? existing) =>
        Candidates(existing).Select(In).FirstOrDefault(found => found is not null)
        ?? throw new EmbeddedPostgresException(
            "No PostgreSQL programs (initdb, postgres, pg_ctl) were found: install them with `apt-get install postgresql`, or set ConnectionStrings__Omni to a PostgreSQL of yours.");

    private static IEnumerable<string> Candidates(Cluster? existing)
    {
        if (existing is not null)
        {
            yield return Path.Combine(DebianRoot, File.ReadAllText(existing.VersionFile).Trim(), "bin");
        }

        foreach (var directory in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            yield return directory;
        }

        if (!Directory.Exists(DebianRoot))
        {
            yield break;
        }

        foreach (var directory in Directory.GetDirectories(DebianRoot).OrderByDescending(Version))
        {
            yield return Path.Combine(directory, "bin");
        }
    }

    private static Binaries? In(string directory) =>
        Has(directory, "initdb") && Has(directory, "postgres") && Has(directory, "pg_ctl")
            ? new Binaries(Path.Combine(directory, "initdb"), Path.Combine(directory, "pg_ctl"))
            : null;

    // A link whose target was uninstalled still counts as a file.
    private static bool Has(string directory, string program)
    {
        var file = new FileInfo(Path.Combine(directory, program));
        return file.Exists && (file.ResolveLinkTarget(returnFinalTarget: true)?.Exists ?? true);
    }

    private static decimal Version(string directory) =>
        decimal.TryParse(Path.GetFileName(directory), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
