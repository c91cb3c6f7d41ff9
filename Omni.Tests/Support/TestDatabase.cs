// A fresh PostgreSQL database for one test or one class of tests.
using Npgsql;

namespace Omni.Tests.Support;

/// <summary>
/// Lives in the server that OMNI_TEST_POSTGRES names (a superuser's connection string to the database postgres),
/// else in one that is started once for this test process and goes with it.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Server = new(StartServerAsync);

    private readonly string _server;

    private TestDatabase(string server, string name)
    {
        _server = server;
        Name = name;
        ConnectionString = new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    /// <summary>What another <see cref="CreateAsync"/> may take as its template.</summary>
    public string Name { get; }

    public string ConnectionString { get; }

    /// <param name="template">The name of a database to copy; nobody may stay connected to it.</param>
    public static async Task<TestDatabase> CreateAsync(string? template = null)
    {
        var database = new TestDatabase(await Server.Value, $"omni_test_{Guid.NewGuid():N}");
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await database.CommandAsync($"""CREATE DATABASE "{database.Name}" TEMPLATE "{template ?? "template0"}" """);
                return database;
            }
            catch (PostgresException busy) when (busy.SqlState == PostgresErrorCodes.ObjectInUse && attempt < 100)
            {
                database.ClearPool(template);
                await Task.Delay(Random.Shared.Next(20, 100));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        ClearPool(Name);
        await CommandAsync($"""DROP DATABASE IF EXISTS "{Name}" WITH (FORCE)""");
    }

    private static async Task<string> StartServerAsync()
    {
        if (Environment.GetEnvironmentVariable("OMNI_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return given;
        }

        var cluster = new PostgresCluster(keepsCommits: false);
        await cluster.CreateAsync();
        await cluster.StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.DeleteAsync().Wait(TimeSpan.FromSeconds(5));
        return cluster.ConnectionString;
    }

    private void ClearPool(string? database)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_server) { Database = database }.ConnectionString);
        NpgsqlConnection.ClearPool(connection);
    }

    private async Task CommandAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_server);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
