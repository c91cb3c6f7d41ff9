using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Omni.Web.Hosting;

internal static class HealthReply
{
    public static Task WriteAsync(HttpContext http, HealthReport report) => http.Response.WriteAsJsonAsync(
        new
        {
            status = Word(report.Status),
            timestamp = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime,
            checks = report.Entries.ToDictionary(e => e.Key, e => new
            {
                status = Word(e.Value.Status),
                detail = e.Value.Description,
                duration_ms = (int)e.Value.Duration.TotalMilliseconds,
            }),
        },
        http.RequestAborted);

    private static string Word(HealthStatus status) => status.ToString().ToLowerInvariant();
}
