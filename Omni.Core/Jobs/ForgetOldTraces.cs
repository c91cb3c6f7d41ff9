// Forgets what is past its retention: traces, first what was said and then that it happened; unclaimed receipts, the log of webhooks, and what moved in merges that can no longer be taken back.
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Omni.Core.Data.Postgres;
using Omni.Core.Traces;
using Quartz;

namespace Omni.Core.Jobs;

[DisallowConcurrentExecution]
public sealed partial class ForgetOldTraces(AcrossTenants across, IOptions<TraceOptions> options, TimeProvider clock, ILogger<ForgetOldTraces> logger) : IJob
{
    // Of each tenant; so that no delete holds its locks for long.
    private const int Batch = 2_000;
    private const int MostBatches = 500;
    private static readonly TimeSpan WebhookLog = TimeSpan.FromDays(30);
    private static readonly TimeSpan Leftovers = TimeSpan.FromDays(2);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await RunAsync(cancellationToken);

    /// <summary>Answers whether this node did it: with several nodes, one does at a time.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var isOurs = await across.ForgetAloneAsync(() => ForgetAsync(cancellationToken), cancellationToken);

        if (!isOurs)
        {
            LogElsewhere();
        }

        return isOurs;
    }

    private async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var before = now - TimeSpan.FromDays(options.Value.RetentionDays);
        var payloads = await InBatchesAsync(() => across.PurgeTracePayloadsAsync(before, Batch, cancellationToken));
        var traces = await InBatchesAsync(() => across.PurgeTracesAsync(before, Batch, cancellationToken));
        await InBatchesAsync(() => across.PurgeWebhookDeliveriesAsync(now - WebhookLog, Batch, cancellationToken));
        await across.PurgeEarlyReceiptsAsync(now - Leftovers, cancellationToken);
        await across.PurgeMergedMessagesAsync(now - Leftovers, cancellationToken);
        LogForgotten(payloads, traces, options.Value.RetentionDays);
    }

    // Until nothing is left: a batch is counted by tenant, so that a small one says nothing.
    private static async Task<int> InBatchesAsync(Func<Task<int>> purgeAsync)
    {
        var gone = 0;

        for (var batch = 0; batch < MostBatches && await purgeAsync() is > 0 and var purged; batch++)
        {
            gone += purged;
        }

        return gone;
    }

    [LoggerMessage(LogLevel.Information, "{Payloads} payloads and {Traces} traces older than {Days} days were forgotten")]
    private partial void LogForgotten(int payloads, int traces, int days);

    [LoggerMessage(LogLevel.Debug, "Another node is forgetting old traces")]
    private partial void LogElsewhere();
}
