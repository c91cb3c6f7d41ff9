// The lanes in which agents answer: one turn at a time per conversation.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Omni.Core.Data.Postgres;
using Omni.Core.Jobs;

namespace Omni.Core.Agents;

public sealed class TurnLanes(JobScope scopes, IOptions<AgentOptions> options, ILogger<TurnLanes> logger)
    : Lanes(options.Value.Concurrency, logger)
{
    public override LaneKind Kind => LaneKind.Turn;

    protected override async Task RunAsync(DueConversation due, CancellationToken cancellationToken)
    {
        await using var scope = scopes.Enter(due);
        await scope.ServiceProvider.GetRequiredService<TakeTurns>().RunAsync(due.ConversationId, cancellationToken);
    }
}
