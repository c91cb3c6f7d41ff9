// Puts PostgreSQL's row-level security under every tenant table of the model, so that a new table cannot be forgotten.
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Omni.Core.Tenancy;

namespace Omni.Core.Data.Postgres;

internal static class RowSecurity
{
    /// <summary>Makes roles, grants and policies; repeating it changes nothing.</summary>
    public static async Task ApplyAsync(OmniDbContext db, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (var role in (string[])[DatabaseRoles.App, DatabaseRoles.Across])
        {
            await EnsureRoleAsync(connection, role, cancellationToken);
        }

        var statements = new List<string>();

        foreach (var entity in db.Model.GetEntityTypes())
        {
            var table = entity.GetTableName()!;
            statements.Add($"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {DatabaseRoles.App}, {DatabaseRoles.Across}");

            if (entity.ClrType.IsAssignableTo(typeof(ITenantOwned)) || entity.ClrType == typeof(Tenant))
            {
                statements.AddRange(Policies(table, entity.ClrType == typeof(Tenant) ? "id" : "tenant_id"));
            }
        }

        statements.Add($"GRANT USAGE ON SCHEMA public TO {DatabaseRoles.App}, {DatabaseRoles.Across}");
        statements.Add($"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {DatabaseRoles.App}, {DatabaseRoles.Across}");
        await ExecuteAsync(connection, string.Join(";\n", statements), cancellationToken);
    }

    private static string[] Policies(string table, string column)
    {
        // The setting is read once per statement, and '' (no tenant) matches no row.
        var own = $"{column} = (SELECT NULLIF(current_setting('{DatabaseRoles.TenantSetting}', true), '')::uuid)";
        return
        [
            $"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            $"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            $"DROP POLICY IF EXISTS own_tenant ON {table}",
            $"CREATE POLICY own_tenant ON {table} TO {DatabaseRoles.App} USING ({own}) WITH CHECK ({own})",
            $"DROP POLICY IF EXISTS all_tenants ON {table}",
            $"CREATE POLICY all_tenants ON {table} TO {DatabaseRoles.Across} USING (true) WITH CHECK (true)",
        ];
    }

    // Roles belong to the whole server: another database of it may be making the same role at this instant.
    private static async Task EnsureRoleAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await ExecuteAsync(
                    connection,
                    $"""
                    DO $$
                    BEGIN
                        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN
                            CREATE ROLE {role} NOLOGIN;
                        END IF;
                        IF NOT pg_has_role(current_user, '{role}', 'MEMBER') THEN
                            EXECUTE format('GRANT {role} TO %I', current_user);
                        END IF;
                    END
                    $$
                    """,
                    cancellationToken);
                return;
            }
            catch (PostgresException) when (attempt < 5)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), cancellationToken);
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
