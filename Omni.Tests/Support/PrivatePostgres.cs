// A PostgreSQL of one test's own, for tests that take the database away and bring it back.
using Npgsql;

namespace Omni.Tests.Support;

/// <summary>Whatever it answered as committed is there after <see cref="StopAsync"/> and <see cref="StartAgainAsync"/>.</summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresCluster>> Migrated = new(MigrateAsync);

    private readonly PostgresCluster _cluster = new(keepsCommits: true);

    private PrivatePostgres()
    {
    }

    /// <summary>A superuser's, to a database that an Omni has started on before.</summary>
    public string ConnectionString => _cluster.ConnectionString;

    public int Port => _cluster.Port;

    public static async Task<PrivatePostgres> StartAsync()
    {
        var postgres = new PrivatePostgres();
        await postgres._cluster.CopyAsync(await Migrated.Value);
        await postgres._cluster.StartAsync();
        return postgres;
    }

    /// <summary>Stops at once, as a crash would.</summary>
    public Task StopAsync() => _cluster.StopAsync();

    /// <summary>Starts on the same port with the same data; returns when it takes connections.</summary>
    public Task StartAgainAsync() => _cluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await using (var connection = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(connection);
        }

        await _cluster.DeleteAsync();
    }

    // Making a cluster and migrating takes seconds; copying takes a tenth of one.
    private static async Task<PostgresCluster> MigrateAsync()
    {
        var cluster = new PostgresCluster(keepsCommits: true);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.DeleteAsync().Wait(TimeSpan.FromSeconds(5));
        await cluster.CreateAsync();
        await cluster.StartAsync();

        await using (var app = OmniApp.On(cluster.ConnectionString))
        {
            await app.InitializeAsync();
        }

        NpgsqlConnection.ClearAllPools();
        await cluster.FinishAsync();
        return cluster;
    }
}
