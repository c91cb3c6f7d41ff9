// Tables that have grown since nobody measured them. The server's own look comes once a minute, and until then its plans know only the tenant:
// they read all rows of it where an index would find one.
using Npgsql;

namespace Omni.Core.Data.Postgres;

public sealed class NewTables(NpgsqlDataSource source)
{
    // As many changes as make the server itself measure a table (autovacuum_analyze_threshold).
    private const string Find = """
        SELECT quote_ident(c.relname)
        FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
            AND pg_stat_get_last_analyze_time(c.oid) IS NULL AND pg_stat_get_last_autoanalyze_time(c.oid) IS NULL
            AND pg_stat_get_mod_since_analyze(c.oid) >= 50
        """;

    /// <summary>Measures each of them, once in its life; plans that were made without are made anew. Answers their names.</summary>
    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached, or one stayed locked for the second that this waits.</exception>
    public async Task<IReadOnlyList<string>> AnalyzeAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var tables = await FindAsync(connection, cancellationToken);

        if (tables.Count > 0)
        {
            await using var analyze = connection.CreateCommand();
            analyze.CommandText = $"SET lock_timeout = '1s'; ANALYZE {string.Join(", ", tables)}";
            await analyze.ExecuteNonQueryAsync(cancellationToken);
        }

        return tables;
    }

    private static async Task<List<string>> FindAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = Find;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<string>();

        while (await reader.ReadAsync(cancellationToken))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }
}
