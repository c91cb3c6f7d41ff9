using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Omni.Core.Data.Postgres.Embedded;
using Omni.Tests.Support;

namespace Omni.Tests.Data;

[Heavy]
public sealed class EmbeddedPostgresTests(EmbeddedPostgresTests.Made made) : IClassFixture<EmbeddedPostgresTests.Made>, IDisposable
{
    private readonly string directory = Path.Combine(Path.GetTempPath(), $"omni-embedded-{Guid.NewGuid():N}");

    [Fact]
    public async Task It_answers_and_stops_with_its_owner()
    {
        var postgres = await StartAsync();
        Assert.Equal(1, await ScalarAsync(postgres, "select 1"));
        Assert.Equal("omni", await ScalarAsync(postgres, "select current_database()"));
        Assert.Equal("UTF8", await ScalarAsync(postgres, "show server_encoding"));
        Assert.Equal("127.0.0.1", await ScalarAsync(postgres, "show listen_addresses"));

        await postgres.DisposeAsync();
        await postgres.DisposeAsync();

        Assert.Null(postgres.ProcessId);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => ScalarAsync(postgres, "select 1"));
    }

    [Fact]
    public async Task A_second_start_on_the_same_directory_refuses()
    {
        await using var first = await StartAsync();

        var refusal = await Assert.ThrowsAsync<EmbeddedPostgresException>(StartAsync);

        Assert.Contains(directory, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync(first, "select 1"));
    }

    [Fact]
    public async Task After_a_kill_of_omni_and_server_the_next_start_has_the_committed_rows_on_the_same_port()
    {
        var before = await StartAsync();
        await ExecuteAsync(before, "create table kept (id int); insert into kept values (7)");
        await before.AbandonAsync();
        Kill(before);

        await using var after = await StartAsync();

        Assert.Equal(before.ConnectionString, after.ConnectionString);
        Assert.Equal(7, await ScalarAsync(after, "select id from kept"));
    }

    [Fact]
    public async Task After_a_kill_of_omni_alone_the_next_start_takes_the_server_over()
    {
        var before = await StartAsync();
        var processId = before.ProcessId;
        await before.AbandonAsync();

        await using var after = await StartAsync();

        Assert.NotNull(processId);
        Assert.Equal(processId, after.ProcessId);
        Assert.Equal(1, await ScalarAsync(after, "select 1"));
    }

    [Fact]
    public async Task The_port_and_the_rows_are_kept_across_restarts()
    {
        var before = await StartAsync();
        await ExecuteAsync(before, "create table kept (id int); insert into kept values (7)");
        await before.DisposeAsync();

        await using var after = await StartAsync();

        Assert.Equal(before.ConnectionString, after.ConnectionString);
        Assert.Equal(7, await ScalarAsync(after, "select id from kept"));
    }

    [Fact]
    public async Task A_server_that_dies_is_started_again()
    {
        await using var postgres = await StartAsync();
        await ExecuteAsync(postgres, "create table kept (id int); insert into kept values (7)");
        Kill(postgres);

        Assert.Equal(7, await EventuallyAsync(() => ScalarAsync(postgres, "select id from kept")));
    }

    [Fact]
    public async Task Root_in_a_directory_nobody_else_may_pass_keeps_the_cluster_elsewhere()
    {
        var hidden = Directory.CreateTempSubdirectory("omni-embedded-");
        try
        {
            var (cluster, _) = await PlaceCluster.ChooseAsync(hidden.FullName, TestContext.Current.CancellationToken);

            Assert.Equal(Environment.IsPrivilegedProcess ? "/var/lib/omni" : hidden.FullName, Path.GetDirectoryName(cluster.Home));
        }
        finally
        {
            hidden.Delete();
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<EmbeddedPostgres> StartAsync()
    {
        if (!Directory.Exists(directory))
        {
            await made.CopyAsync(directory);
        }

        return await EmbeddedPostgres.StartAsync(directory, NullLogger.Instance, TestContext.Current.CancellationToken);
    }

    private static void Kill(EmbeddedPostgres postgres)
    {
        using var process = Process.GetProcessById(postgres.ProcessId ?? throw new InvalidOperationException("No server runs."));
        process.Kill();
    }

    private static Task<object?> ScalarAsync(EmbeddedPostgres postgres, string sql) =>
        OnConnectionAsync(postgres, sql, command => command.ExecuteScalarAsync(TestContext.Current.CancellationToken));

    private static Task<int> ExecuteAsync(EmbeddedPostgres postgres, string sql) =>
        OnConnectionAsync(postgres, sql, command => command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));

    private static async Task<T> OnConnectionAsync<T>(EmbeddedPostgres postgres, string sql, Func<NpgsqlCommand, Task<T>> run)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return await run(command);
    }

    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> attempt)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await attempt();
            }
            catch (NpgsqlException) when (tries < 400)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>A directory in which it was started once: making a cluster takes seconds, copying it a tenth of one.</summary>
    public sealed class Made : IAsyncLifetime
    {
        private readonly string directory = Path.Combine(Path.GetTempPath(), $"omni-embedded-{Guid.NewGuid():N}");

        public async ValueTask InitializeAsync()
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(directory, NullLogger.Instance, default);
        }

        public async Task CopyAsync(string to)
        {
            using var copy = Process.Start("cp", ["--archive", directory, to]);
            await copy.WaitForExitAsync();
            Assert.Equal(0, copy.ExitCode);
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(directory, recursive: true);
            return default;
        }
    }
}
