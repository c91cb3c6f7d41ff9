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
        var isWhole = true;

        foreach (var kind in lanes)
        {
            try
            {
                var due = await across.FindDueAsync(kind.Kind, clock.GetUtcNow(), MostPerTenant, cancellationToken);
                due.ForEach(kind.Wake);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // The job edge: the next sweep is seconds away.
                LogSweepFailed(exception, kind.Kind);
                isWhole = false;
            }
        }

        if (isWhole)
        {
            pulse.Beat();
        }
    }

    [LoggerMessage(LogLevel.Error, "The sweep for {Kind} failed")]
    private partial void LogSweepFailed(Exception exception, LaneKind kind);
}
