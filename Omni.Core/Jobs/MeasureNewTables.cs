// Has the database measure tables that have just begun to grow. Runs on every node; measuring one twice is harmless.
using Microsoft.Extensions.Logging;
using Omni.Core.Data.Postgres;
using Quartz;

namespace Omni.Core.Jobs;

[DisallowConcurrentExecution]
public sealed partial class MeasureNewTables(NewTables tables, ILogger<MeasureNewTables> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            if (await tables.AnalyzeAsync(cancellationToken) is { Count: > 0 } measured)
            {
                LogMeasured(string.Join(", ", measured));
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The job edge: queries are slower until the next look.
            LogNotMeasured(exception);
        }
    }

    [LoggerMessage(LogLevel.Information, "The database has measured {Tables}")]
    private partial void LogMeasured(string tables);

    [LoggerMessage(LogLevel.Warning, "Tables that have begun to grow could not be measured; the next look is seconds away")]
    private partial void LogNotMeasured(Exception exception);
}
