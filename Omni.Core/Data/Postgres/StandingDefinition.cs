// What stands under a table beside its columns, made only where it is missing or differs: a node that starts must not lock the tables under one that works.
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Omni.Core.Data.Postgres;

/// <summary>A policy or trigger of one table; <paramref name="Sql"/> makes it anew, whatever stood there.</summary>
/// <param name="Kind"><c>POLICY</c> or <c>TRIGGER</c>.</param>
internal sealed record StandingDefinition(string Kind, string Name, string Table, string Sql)
{
    // Kept as the comment of what it made, since PostgreSQL gives definitions back in its own words.
    private string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>Makes what differs, a table at a time: a transaction that locks one table waits for nobody who waits for it.</summary>
    public static async Task ApplyAsync(NpgsqlConnection connection, IEnumerable<StandingDefinition> definitions, CancellationToken cancellationToken)
    {
        var standing = await ReadAsync(connection, cancellationToken);

        foreach (var table in definitions.Where(d => !standing.Contains((d.Kind, d.Name, d.Table, d.Hash))).GroupBy(d => d.Table))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = string.Join(";\n", table.SelectMany(d => (string[])[d.Sql, $"COMMENT ON {d.Kind} {d.Name} ON {d.Table} IS '{d.Hash}'"]));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    // A table whose row-level security was switched off has no policy that counts.
    private static async Task<HashSet<(string Kind, string Name, string Table, string Hash)>> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT 'POLICY', p.polname::text, c.relname::text, obj_description(p.oid, 'pg_policy')
            FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
            WHERE c.relnamespace = 'public'::regnamespace AND c.relrowsecurity AND c.relforcerowsecurity AND obj_description(p.oid, 'pg_policy') IS NOT NULL
            UNION ALL
            SELECT 'TRIGGER', t.tgname::text, c.relname::text, obj_description(t.oid, 'pg_trigger')
            FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
            WHERE c.relnamespace = 'public'::regnamespace AND t.tgenabled = 'O' AND obj_description(t.oid, 'pg_trigger') IS NOT NULL
            """;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new HashSet<(string, string, string, string)>();

        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        }

        return found;
    }
}
