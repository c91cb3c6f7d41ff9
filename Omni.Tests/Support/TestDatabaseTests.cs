// The databases and the browser that other tests stand on, each used once for real.
using Npgsql;

namespace Omni.Tests.Support;

public sealed class TestDatabaseTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Databases_are_copies_of_their_template_and_strangers_to_each_other()
    {
        await using var template = await TestDatabase.CreateAsync();
        await ExecuteAsync(template.ConnectionString, "CREATE TABLE notes (text text); INSERT INTO notes VALUES ('from the template')");

        var copies = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => TestDatabase.CreateAsync(template.Name)));

        await ExecuteAsync(copies[0].ConnectionString, "INSERT INTO notes VALUES ('mine')");
        var counts = await Task.WhenAll(copies.Select(copy => CountAsync(copy.ConnectionString)));
        Assert.Equal([2L, 1L, 1L, 1L], counts);

        foreach (var copy in copies)
        {
            await copy.DisposeAsync();
        }

        var gone = await Assert.ThrowsAsync<PostgresException>(() => CountAsync(copies[0].ConnectionString));
        Assert.Equal(PostgresErrorCodes.InvalidCatalogName, gone.SqlState);
    }

    [Fact]
    public async Task A_private_server_goes_away_and_comes_back_with_what_it_committed()
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await ExecuteAsync(postgres.ConnectionString, "CREATE TABLE notes (text text); INSERT INTO notes VALUES ('kept')");

        await postgres.StopAsync();
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => CountAsync(postgres.ConnectionString));
        await postgres.StartAgainAsync();

        Assert.Equal(1, await CountAsync(postgres.ConnectionString));
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<long> CountAsync(string connectionString)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand("SELECT count(*) FROM notes");
        return (long)(await command.ExecuteScalarAsync(Token))!;
    }
}
