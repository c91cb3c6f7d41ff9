// Forgets what is past its retention: traces with their payloads, unclaimed receipts, and what moved in merges that can no longer be taken back.
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Omni.Core.Data.Postgres;
using Omni.Core.Traces;
using Quartz;

namespace Omni.Core.Jobs;

[DisallowConcurrentExecution]
public sealed partial class ForgetOldTraces(AcrossTenants across, IOptions<TraceOptions> options, TimeProvider clock, ILogger<ForgetOldTraces> logger) : IJob
{
    private const int Batch = 5_000;
    private const int MostBatches = 200;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromDays(options.Value.RetentionDays);
        var gone = 0;

        for (var batch = 0; batch < MostBatches; batch++)
        {
            var purged = await across.PurgeTracesAsync(before, Batch, cancellationToken);
            gone += purged;

            if (purged < Batch)
            {
                break;
            }
        }

        await across.PurgeEarlyReceiptsAsync(clock.GetUtcNow() - TimeSpan.FromDays(2), cancellationToken);
        await across.PurgeMergedMessagesAsync(clock.GetUtcNow() - TimeSpan.FromDays(2), cancellationToken);
        LogForgotten(gone);
    }

    [LoggerMessage(LogLevel.Information, "{Count} old traces were forgotten")]
    private partial void LogForgotten(int count);
}
