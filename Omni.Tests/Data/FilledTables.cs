// Puts a row of each tenant into every table that has one, as the superuser and whatever the columns are, so that a new table is filled too.
using Npgsql;

namespace Omni.Tests.Data;

internal sealed class FilledTables(NpgsqlConnection connection)
{
    private const string Columns = """
        SELECT c.relname, a.attname, t.typname, t.typcategory = 'A', a.atttypmod
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
            AND EXISTS (SELECT FROM pg_attribute o WHERE o.attrelid = c.oid AND o.attname = 'tenant_id' AND NOT o.attisdropped)
            AND (a.attname = 'tenant_id' OR (a.attnotnull AND a.attidentity = '' AND a.attgenerated = '' AND NOT a.atthasdef))
        ORDER BY c.relname, a.attnum
        """;

    private readonly Dictionary<string, List<(string Name, string Value)>> _tables = [];

    public IReadOnlyCollection<string> Names => _tables.Keys;

    public static async Task<FilledTables> FillAsync(NpgsqlConnection connection, params Guid[] tenants)
    {
        var tables = new FilledTables(connection);
        await tables.ReadColumnsAsync();

        // Without foreign keys: what the rows point at does not matter here.
        await tables.ExecuteAsync("SET session_replication_role = replica");

        foreach (var table in tables.Names)
        {
            foreach (var tenant in tenants)
            {
                await tables.ExecuteAsync(tables.InsertInto(table, tenant));
            }
        }

        await tables.ExecuteAsync("SET session_replication_role = DEFAULT");
        return tables;
    }

    public string InsertInto(string table, Guid tenant)
        => $"INSERT INTO {table} ({string.Join(", ", _tables[table].Select(c => c.Name))}) VALUES ({string.Join(", ", _tables[table].Select(c => c.Name == "tenant_id" ? $"'{tenant}'" : c.Value))})";

    public async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Expects PostgreSQL to refuse by row-level security.</summary>
    public async Task AssertRefusedAsync(string sql)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(sql));
        Assert.True(refused.SqlState is PostgresErrorCodes.InsufficientPrivilege && refused.MessageText.Contains("row-level security", StringComparison.Ordinal), $"{sql}: {refused.MessageText}");
    }

    private static string ValueOf(string type, bool isArray, int modifier) => type switch
    {
        _ when isArray => "'{}'",
        "uuid" => "gen_random_uuid()",
        "text" => "md5(random()::text)",
        "varchar" or "bpchar" => $"left(md5(random()::text), {(modifier > 4 ? modifier - 4 : 32)})",
        "timestamptz" or "timestamp" or "date" => "now()",
        "bool" => "false",
        "int2" or "int4" or "int8" or "numeric" or "float8" => "1",
        "jsonb" => "'{}'",
        "bytea" => "decode(md5(random()::text), 'hex')",
        "interval" => "'1 second'",
        _ => throw new NotSupportedException($"Say here what a {type} may be filled with."),
    };

    private async Task ReadColumnsAsync()
    {
        await using var command = new NpgsqlCommand(Columns, connection);
        await using var reader = await command.ExecuteReaderAsync();

        while (await reader.ReadAsync())
        {
            var table = reader.GetString(0);
            _tables.TryAdd(table, []);
            _tables[table].Add((reader.GetString(1), ValueOf(reader.GetString(2), reader.GetBoolean(3), reader.GetInt32(4))));
        }
    }
}
