// Puts PostgreSQL's row-level security under every tenant table of the model, so that a new table cannot be forgotten.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Omni.Core.Tenancy;

namespace Omni.Core.Data.Postgres;

internal static class RowSecurity
{
    /// <summary>Makes roles, grants and policies; repeating it changes nothing and locks nothing.</summary>
    public static async Task ApplyAsync(OmniDbContext db, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        foreach (var role in (string[])[DatabaseRoles.App, DatabaseRoles.Across])
        {
            await EnsureRoleAsync(connection, role, cancellationToken);
        }

        var tables = db.Model.GetEntityTypes().Select(e => (Name: e.GetTableName()!, Column: ColumnOf(e))).ToList();
        await ExecuteAsync(
            connection,
            $"""
            GRANT USAGE ON SCHEMA public TO {DatabaseRoles.App}, {DatabaseRoles.Across};
            GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {DatabaseRoles.App}, {DatabaseRoles.Across};
            GRANT SELECT, INSERT, UPDATE, DELETE ON {string.Join(", ", tables.Select(t => t.Name))} TO {DatabaseRoles.App}, {DatabaseRoles.Across}
            """,
            cancellationToken);
        await StandingDefinition.ApplyAsync(connection, tables.Where(t => t.Column is not null).SelectMany(t => Policies(t.Name, t.Column!)), cancellationToken);
    }

    // Null where a table belongs to no tenant.
    private static string? ColumnOf(IEntityType entity)
        => entity.ClrType == typeof(Tenant) ? "id" : entity.ClrType.IsAssignableTo(typeof(ITenantOwned)) ? "tenant_id" : null;

    private static StandingDefinition[] Policies(string table, string column)
    {
        // The setting is read once per statement, and '' (no tenant) matches no row.
        var own = $"{column} = (SELECT NULLIF(current_setting('{DatabaseRoles.TenantSetting}', true), '')::uuid)";
        return [Policy(table, "own_tenant", DatabaseRoles.App, own), Policy(table, "all_tenants", DatabaseRoles.Across, "true")];
    }

    private static StandingDefinition Policy(string table, string name, string role, string rows)
        => new(
            "POLICY", name, table,
            $"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
            DROP POLICY IF EXISTS {name} ON {table};
            CREATE POLICY {name} ON {table} TO {role} USING ({rows}) WITH CHECK ({rows})
            """);

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
