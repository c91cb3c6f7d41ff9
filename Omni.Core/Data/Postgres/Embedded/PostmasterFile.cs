using System.Diagnostics;
using System.Globalization;

namespace Omni.Core.Data.Postgres.Embedded;

// Reads postmaster.pid: line 1 is the process id, line 4 the port. The file outlives a kill -9 and ids are reused, so a process
// counts only when its command line names our cluster and it is not a corpse that nobody has collected.
internal static class PostmasterFile
{
    public static (int ProcessId, int Port)? ReadRunning(Cluster cluster) =>
        Read(cluster) is { } found && IsOurs(found.ProcessId, cluster) ? found : null;

    /// <summary>Removes the file when its id now belongs to somebody else: PostgreSQL would take that process for a running server and refuse.</summary>
    public static void ForgetStranger(Cluster cluster)
    {
        if (Read(cluster) is { } found && Directory.Exists($"/proc/{found.ProcessId}") && !IsOurs(found.ProcessId, cluster))
        {
            File.Delete(cluster.ProcessFile);
        }
    }

    private static (int ProcessId, int Port)? Read(Cluster cluster)
    {
        try
        {
            return File.ReadAllLines(cluster.ProcessFile) is [var id, _, _, var port, ..]
                && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var processId)
                && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var portNumber)
                    ? (processId, portNumber)
                    : null;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsOurs(int processId, Cluster cluster)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Process.GetProcesses().Any(process => process.Id == processId && process.ProcessName.Contains("postgres", StringComparison.Ordinal));
        }

        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline").Split('\0').Contains(cluster.DataDirectory)
                && !File.ReadAllText($"/proc/{processId}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
