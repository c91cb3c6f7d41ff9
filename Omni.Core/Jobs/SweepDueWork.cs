// Finds what memory lost: rows with work that is due and held by nobody living. Runs on every node; claims keep them apart.
using Microsoft.Extensions.Logging;
using Omni.Core.Data.Postgres;
using Quartz;

namespace Omni.Core.Jobs;

[DisallowConcurrentExecution]
public sealed partial class SweepDueWork(AcrossTenants across, IEnumerable<Lanes> lanes, SweepPulse pulse, TimeProvider clock, ILogger<SweepDueWork> logger) : IJob
{
    private const int MostPerTenant = 1_000;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            var due = await across.FindDueAsync(clock.GetUtcNow(), MostPerTenant, cancellationToken);

            foreach (var kind in lanes)
            {
                foreach (var work in due[kind.Kind])
                {
                    kind.Wake(work);
                }
            }

            pulse.Beat();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The job edge: the next sweep is seconds away.
            LogSweepFailed(exception);
        }
    }

    [LoggerMessage(LogLevel.Error, "The sweep for due work failed")]
    private partial void LogSweepFailed(Exception exception);
}
