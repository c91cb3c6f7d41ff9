// Brings the database up to date at start. One node does it at a time; the others wait.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Npgsql;
using Omni.Core.Tenancy;

namespace Omni.Core.Data.Postgres;

public sealed partial class MigrateDatabase(NpgsqlDataSource source, IServiceProvider services, ILogger<MigrateDatabase> logger)
{
    // Any number will do, as long as nobody else on this database uses it.
    private const long AdvisoryLock = 0x4F6D6E69;

    private const int MostTries = 5;

    /// <exception cref="NpgsqlException">PostgreSQL cannot be reached, or refuses.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock({AdvisoryLock})", cancellationToken);

        try
        {
            // Without the interceptor that takes the unprivileged role: migrations run as the owner.
            var options = new DbContextOptionsBuilder<OmniDbContext>().UseNpgsql(connection).UseApplicationServiceProvider(services).Options;
            await using var db = new OmniDbContext(options, new TenantContext());

            var pending = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Count();

            // When there are none, EF would still compare the whole model with that of the last migration, for a quarter of a second. ModelRules compares them, in the tests.
            if (pending > 0)
            {
                await MigrateAsync(db, cancellationToken);
            }

            await RowSecurity.ApplyAsync(db, connection, cancellationToken);
            await SubscriptionTriggers.ApplyAsync(db, connection, cancellationToken);
            LogMigrated(pending);
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({AdvisoryLock})", CancellationToken.None);
        }
    }

    // Nodes of the version before may be at work meanwhile, and a migration that locks many tables can meet them crosswise. What was applied stays applied.
    private static async Task MigrateAsync(OmniDbContext db, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await db.Database.MigrateAsync(cancellationToken);
                return;
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.DeadlockDetected && tries < MostTries)
            {
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "The database is up to date; {Count} migrations were applied")]
    private partial void LogMigrated(int count);
}
