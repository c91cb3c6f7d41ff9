// Every connection that is opened takes the unprivileged role and carries the scope's tenant; both are gone when it returns to the pool.
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Omni.Core.Data.Postgres;

internal sealed class TenantConnection : DbConnectionInterceptor
{
    public override async Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        await using var command = Enter(connection, eventData);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        using var command = Enter(connection, eventData);
        command.ExecuteNonQuery();
    }

    private static DbCommand Enter(DbConnection connection, ConnectionEndEventData eventData)
    {
        var db = (OmniDbContext)eventData.Context!;
        var command = connection.CreateCommand();
        command.CommandText = db.IsAcrossTenants
            ? $"SET ROLE {DatabaseRoles.Across}; SET {DatabaseRoles.TenantSetting} = ''"
            : $"SET ROLE {DatabaseRoles.App}; SET {DatabaseRoles.TenantSetting} = '{db.Tenant}'";
        return command;
    }
}
