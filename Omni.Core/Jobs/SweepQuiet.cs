// Finds conversations that are due to go back to their agents. Runs on every node; the rows decide who of them is first.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Omni.Core.Conversations;
using Omni.Core.Data.Postgres;
using Quartz;

namespace Omni.Core.Jobs;

[DisallowConcurrentExecution]
public sealed partial class SweepQuiet(AcrossTenants across, JobScope scopes, TimeProvider clock, ILogger<SweepQuiet> logger) : IJob
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

    /// <summary>Looks once. Answers how many went back.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var given = 0;

        foreach (var quiet in await across.FindQuietAsync(clock.GetUtcNow(), MostPerTenant, cancellationToken))
        {
            try
            {
                await using var scope = scopes.Enter(quiet);
                given += await scope.ServiceProvider.GetRequiredService<GiveBackQuiet>().RunAsync(quiet.ConversationId, cancellationToken) ? 1 : 0;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One that cannot be given back keeps no other from it.
                LogNotGivenBack(exception, quiet.ConversationId);
            }
        }

        return given;
    }

    [LoggerMessage(LogLevel.Error, "Quiet conversations could not be looked for; the next look is seconds away")]
    private partial void LogSweepFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "Conversation {ConversationId} could not be given back to its agent")]
    private partial void LogNotGivenBack(Exception exception, Guid conversationId);
}
