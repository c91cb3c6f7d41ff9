// Finds conversations of all tenants whose time has come, and moves each on within its tenant. Runs on every node; the rows decide who of them is first.
using Microsoft.Extensions.Logging;
using Omni.Core.Data.Postgres;
using Quartz;

namespace Omni.Core.Jobs;

public abstract partial class SweepConversations(JobScope scopes, TimeProvider clock, ILogger logger) : IJob
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

    /// <summary>Looks once. Answers how many were moved on.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var moved = 0;

        foreach (var due in await FindAsync(clock.GetUtcNow(), MostPerTenant, cancellationToken))
        {
            try
            {
                await using var scope = scopes.Enter(due);
                moved += await MoveOnAsync(scope.ServiceProvider, due.ConversationId, cancellationToken) ? 1 : 0;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // One that cannot be moved on keeps no other from it.
                LogNotMovedOn(exception, due.ConversationId);
            }
        }

        return moved;
    }

    protected abstract Task<List<DueConversation>> FindAsync(DateTimeOffset now, int limitPerTenant, CancellationToken cancellationToken);

    /// <summary>Looks again under the row's lock, and waits for nobody who holds it. False when there was nothing to do.</summary>
    protected abstract Task<bool> MoveOnAsync(IServiceProvider services, Guid conversationId, CancellationToken cancellationToken);

    [LoggerMessage(LogLevel.Error, "Conversations that are due could not be looked for; the next look is seconds away")]
    private partial void LogSweepFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "Conversation {ConversationId} is due and could not be moved on; it is tried again in seconds")]
    private partial void LogNotMovedOn(Exception exception, Guid conversationId);
}
