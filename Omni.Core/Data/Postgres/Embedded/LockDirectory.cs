namespace Omni.Core.Data.Postgres.Embedded;

// One Omni per data directory. The kernel drops the lock with the process, so a kill -9 leaves nothing to clean up.
internal static class LockDirectory
{
    public static FileStream Take(string dataDirectory)
    {
        try
        {
            return new FileStream(Path.Combine(dataDirectory, "omni.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new EmbeddedPostgresException(
                $"The data directory {dataDirectory} is not writable for the user that runs Omni: give it to that user, or set Omni__DataDirectory to another directory.", denied);
        }
        catch (IOException taken)
        {
            throw new EmbeddedPostgresException(
                $"Another Omni is already running on the data directory {dataDirectory}: stop it, or set Omni__DataDirectory to another directory.", taken);
        }
    }
}
