// What watches Omni from outside: health for load balancers, numbers for Prometheus.
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Omni.Web.Hosting;

internal static class Probes
{
    extension(WebApplicationBuilder builder)
    {
        public void AddProbes()
        {
            var directory = builder.DataDirectory;
            builder.Services.AddHealthChecks()
                .AddCheck<DatabaseHealth>("database", timeout: TimeSpan.FromSeconds(2))
                .AddCheck<JobsHealth>("jobs", timeout: TimeSpan.FromSeconds(2))
                .AddTypeActivatedCheck<StorageHealth>("storage", failureStatus: null, tags: [], timeout: TimeSpan.FromSeconds(2), directory);
            builder.Services.AddSingleton<MeterReading>();
        }
    }

    extension(WebApplication app)
    {
        /// <summary><c>/health/live</c>, <c>/health/ready</c>, <c>/health</c> and <c>/metrics</c>.</summary>
        public void MapProbes()
        {
            var options = new HealthCheckOptions { ResponseWriter = HealthReply.WriteAsync };
            app.MapHealthChecks("/health/live", new() { Predicate = _ => false, ResponseWriter = HealthReply.WriteAsync }).AllowAnonymous();
            app.MapHealthChecks("/health/ready", options).AllowAnonymous();
            app.MapHealthChecks("/health", options).AllowAnonymous();

            // Begins to count now, not when it is first asked.
            app.Services.GetRequiredService<MeterReading>();
            app.MapGet("/metrics", MetricsEndpoint.GetAsync).AllowAnonymous().ExcludeFromDescription();
        }
    }
}
