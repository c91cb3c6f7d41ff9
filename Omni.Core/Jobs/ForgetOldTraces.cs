// Forgets what is past its retention: traces with their payloads, unclaimed receipts, the log of webhooks, and what moved in merges that can no longer be taken back.
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
    private static readonly TimeSpan WebhookLog = TimeSpan.FromDays(30);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var before = clock.GetUtcNow() - TimeSpan.FromDays(options.Value.RetentionDays);
        var gone = await InBatchesAsync(() => across.PurgeTracesAsync(before, Batch, cancellationToken));
        await InBatchesAsync(() => across.PurgeWebhookDeliveriesAsync(clock.GetUtcNow() - WebhookLog, Batch, cancellationToken));
        await across.PurgeEarlyReceiptsAsync(clock.GetUtcNow() - TimeSpan.FromDays(2), cancellationToken);
        await across.PurgeMergedMessagesAsync(clock.GetUtcNow() - TimeSpan.FromDays(2), cancellationToken);
        LogForgotten(gone);
    }

    private static async Task<int> InBatchesAsync(Func<Task<int>> purgeAsync)
    {
        var gone = 0;

        for (var batch = 0; batch < MostBatches; batch++)
        {
            var purged = await purgeAsync();
            gone += purged;

            if (purged < Batch)
            {
                break;
            }
        }

        return gone;
    }

    [LoggerMessage(LogLevel.Information, "{Count} old traces were forgotten")]
    private partial void LogForgotten(int count);
}
