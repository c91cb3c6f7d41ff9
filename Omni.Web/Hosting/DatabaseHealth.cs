using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace Omni.Web.Hosting;

internal sealed class DatabaseHealth(NpgsqlDataSource source) : IHealthCheck
{
    private const string Silent = "The database does not answer.";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = source.CreateCommand("SELECT 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(Silent);
        }
    }
}
