// A query that is cancelled between its preparation and its plan leaves the driver (Npgsql 10) with a statement that counts as prepared and has no columns:
// the next one to ask the same on that connection fails, whoever they are. So a connection on which something was cancelled prepares anew.
using System.Data;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Omni.Core.Data.Postgres;

internal sealed class ForgetStatements : DbCommandInterceptor, IDbConnectionInterceptor
{
    private readonly ConditionalWeakTable<DbConnection, object> _brokenOff = [];

    public override Task CommandCanceledAsync(DbCommand command, CommandEndEventData eventData, CancellationToken cancellationToken = default)
    {
        if (command is { Connection: { } connection, Transaction: null })
        {
            Forget(connection);
        }
        else if (command.Connection is { } inTransaction)
        {
            // Nothing can be said in a transaction that was broken off, until it is rolled back.
            _brokenOff.AddOrUpdate(inTransaction, this);
        }

        return Task.CompletedTask;
    }

    public ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
        => new(ConnectionClosing(connection, eventData, result));

    public InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        if (_brokenOff.Remove(connection))
        {
            Forget(connection);
        }

        return result;
    }

    // One short trip, which the driver offers only without await; hardly anything is ever cancelled.
    private static void Forget(DbConnection connection)
    {
        try
        {
            if (connection is NpgsqlConnection { FullState: ConnectionState.Open } open)
            {
                open.UnprepareAll();
            }
        }
        catch (DbException)
        {
            // It broke meanwhile, and will not be used again.
        }
    }
}
