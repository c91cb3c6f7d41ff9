using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Omni.Core.Jobs;
using Quartz;

namespace Omni.Web.Hosting;

/// <summary>The scheduler runs, and its sweep, which is due every two seconds, has done its work lately.</summary>
internal sealed class JobsHealth(ISchedulerFactory schedulers, SweepPulse pulse, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(20);
    private readonly DateTimeOffset _began = clock.GetUtcNow();

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var scheduler = await schedulers.GetScheduler(cancellationToken);

        if (scheduler.Status is SchedulerStatus.ShuttingDown or SchedulerStatus.Shutdown)
        {
            return HealthCheckResult.Unhealthy("The scheduler is stopped.");
        }

        var since = clock.GetUtcNow() - (pulse.Last ?? _began);
        return since <= Late
            ? HealthCheckResult.Healthy(pulse.Last is null ? "Starting." : null)
            : HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"The last sweep that worked was {since.TotalSeconds:0} seconds ago."));
    }
}
