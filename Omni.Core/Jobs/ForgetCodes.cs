// Takes codes to scan out of the database as soon as nobody can use them. Runs on every node; taking one twice is harmless.
using Microsoft.Extensions.Logging;
using Omni.Core.Data.Postgres;
using Quartz;

namespace Omni.Core.Jobs;

[DisallowConcurrentExecution]
public sealed partial class ForgetCodes(AcrossTenants across, TimeProvider clock, ILogger<ForgetCodes> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The job edge: the next look is seconds away, and nobody is shown a code that has run out.
            LogNotForgotten(exception);
        }
    }

    /// <summary>Looks once. Answers how many went.</summary>
    public Task<int> RunAsync(CancellationToken cancellationToken) => across.PurgeCodesAsync(clock.GetUtcNow(), cancellationToken);

    [LoggerMessage(LogLevel.Error, "Codes that have run out could not be forgotten")]
    private partial void LogNotForgotten(Exception exception);
}
