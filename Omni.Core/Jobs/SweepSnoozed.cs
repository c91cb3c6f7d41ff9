// Finds conversations whose time has come until which they were snoozed. Runs on every node; the rows decide who of them is first.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Omni.Core.Conversations;
using Omni.Core.Data.Postgres;
using Quartz;

namespace Omni.Core.Jobs;

[DisallowConcurrentExecution]
public sealed partial class SweepSnoozed(AcrossTenants across, JobScope scopes, TimeProvider clock, ILogger<SweepSnoozed> logger) : IJob
{
    private const int MostPerTenant = 200;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The job edge: the rows are still there at the next look.
            LogSweepFailed(exception);
        }
    }

    /// <summary>Looks once. Answers how many came back.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var woken = 0;

        foreach (var due in await across.FindSnoozedAsync(clock.GetUtcNow(), MostPerTenant, cancellationToken))
        {
            try
            {
                await using var scope = scopes.Enter(due);
                woken += await scope.ServiceProvider.GetRequiredService<WakeSnoozed>().RunAsync(due.ConversationId, cancellationToken) ? 1 : 0;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One that cannot come back keeps no other from it.
                LogNotBack(exception, due.ConversationId);
            }
        }

        return woken;
    }

    [LoggerMessage(LogLevel.Error, "Snoozed conversations could not be looked for; the next look is seconds away")]
    private partial void LogSweepFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "Conversation {ConversationId} could not be brought back; it is tried again in seconds")]
    private partial void LogNotBack(Exception exception, Guid conversationId);
}
