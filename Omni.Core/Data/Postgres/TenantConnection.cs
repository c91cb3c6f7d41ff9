// Every connection that is opened takes the unprivileged role and carries the scope's tenant; both are gone when it returns to the pool.
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Omni.Core.Data.Postgres;

internal sealed class TenantConnection : DbConnectionInterceptor
{
    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = Enter(connection, eventData);

        // Not to be cancelled, or the next one here could not enter: ForgetStatements says why.
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Enter(connection, eventData);
        command.ExecuteNonQuery();
    }

    // One statement with parameters, so that the driver prepares it once and for all tenants.
    private static NpgsqlCommand Enter(DbConnection connection, ConnectionEndEventData eventData)
    {
        var db = (OmniDbContext)eventData.Context!;
        var command = (NpgsqlCommand)connection.CreateCommand();
        command.CommandText = $"SELECT set_config('role', $1, false), set_config('{DatabaseRoles.TenantSetting}', $2, false)";
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = db.IsAcrossTenants ? DatabaseRoles.Across : DatabaseRoles.App });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = db.IsAcrossTenants ? "" : $"{db.Tenant}" });
        return command;
    }
}
