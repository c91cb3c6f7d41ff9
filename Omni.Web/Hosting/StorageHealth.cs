using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Omni.Web.Hosting;

/// <summary>The data directory can be written to and has room.</summary>
internal sealed class StorageHealth(string directory) : IHealthCheck
{
    private const long Least = 100 * 1024 * 1024;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var file = Path.Combine(directory, $".health-{Environment.ProcessId}-{Guid.NewGuid():N}");

        try
        {
            await File.WriteAllTextAsync(file, "ok", cancellationToken);
            File.Delete(file);
            return new DriveInfo(directory).AvailableFreeSpace < Least
                ? HealthCheckResult.Degraded("Less than 100 MB are free in the data directory.")
                : HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return HealthCheckResult.Unhealthy("The data directory cannot be written to.");
        }
    }
}
