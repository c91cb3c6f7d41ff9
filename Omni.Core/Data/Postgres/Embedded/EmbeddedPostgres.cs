using Microsoft.Extensions.Logging;

namespace Omni.Core.Data.Postgres.Embedded;

/// <summary>
/// A private PostgreSQL on 127.0.0.1 for an Omni without a connection string. It lives in <c>postgres</c> under the data directory
/// (or, for root in a directory no other user may pass, under <c>/var/lib/omni</c>), is started again when it dies, and stops with
/// Omni. After a kill -9 of Omni it lives on, and the next start takes it over.
/// </summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private readonly FileStream directoryLock;
    private readonly Postmaster postmaster;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task supervision;
    private bool disposed;

    private EmbeddedPostgres(FileStream directoryLock, Postmaster postmaster, int port, string connectionString, ILogger logger)
    {
        this.directoryLock = directoryLock;
        this.postmaster = postmaster;
        this.logger = logger;
        ConnectionString = connectionString;
        supervision = new Supervise(postmaster, port, logger, TimeProvider.System).RunAsync(stopping.Token);
    }

    /// <summary>Npgsql's connection string to the database <c>omni</c>, as a superuser. It stays true for the life of this object.</summary>
    public string ConnectionString { get; }

    internal int? ProcessId => postmaster.Running?.ProcessId;

    /// <summary>Starts or takes over the PostgreSQL of a data directory, and makes cluster and database when missing.</summary>
    /// <param name="dataDirectory">Made when missing, and locked for the life of the returned object.</param>
    /// <param name="logger">Where starts, take-overs and deaths of the server are told.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="EmbeddedPostgresException">No PostgreSQL programs, a second Omni on the directory, or a server that does not start.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(string dataDirectory, ILogger logger, CancellationToken cancellationToken)
    {
        var directory = Path.TrimEndingDirectorySeparator(Path.GetFullPath(dataDirectory));
        PlaceCluster.CreateDirectory(directory);
        var directoryLock = LockDirectory.Take(directory);
        Postmaster? postmaster = null;
        try
        {
            var (cluster, owner) = await PlaceCluster.ChooseAsync(directory, cancellationToken);
            var binaries = FindBinaries.For(cluster.Exists ? cluster : null);
            await CreateCluster.IfMissingAsync(cluster, binaries, owner, cancellationToken);
            var password = await CreateCluster.ReadPasswordAsync(cluster, cancellationToken);
            postmaster = new Postmaster(cluster, binaries, owner);
            var port = await new BringUp(cluster, postmaster, password, logger, TimeProvider.System).RunAsync(cancellationToken);
            var connectionString = OpenDatabase.ConnectionString(port, password);
            await OpenDatabase.EnsureAsync(connectionString, cancellationToken);
            return new EmbeddedPostgres(directoryLock, postmaster, port, connectionString, logger);
        }
        catch
        {
            await StopAsync(postmaster, logger);
            await directoryLock.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (disposed)
        {
            return;
        }

        await EndSupervisionAsync();
        await StopAsync(postmaster, logger);
        await directoryLock.DisposeAsync();
    }

    /// <summary>Lets go the way a kill -9 does: the lock is freed, the server runs on.</summary>
    internal async Task AbandonAsync()
    {
        await EndSupervisionAsync();
        await directoryLock.DisposeAsync();
    }

    private static async Task StopAsync(Postmaster? postmaster, ILogger logger)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        try
        {
            if (postmaster is not null && !await postmaster.StopAsync(limit.Token))
            {
                LogNotStopped(logger);
            }
        }
        catch (OperationCanceledException)
        {
            LogNotStopped(logger);
        }
    }

    private async Task EndSupervisionAsync()
    {
        disposed = true;
        await stopping.CancelAsync();
        await supervision;
        stopping.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "The private PostgreSQL did not stop in time; the next start takes it over")]
    private static partial void LogNotStopped(ILogger logger);
}
