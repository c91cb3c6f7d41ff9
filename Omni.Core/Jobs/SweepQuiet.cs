// Gives conversations back to their agents that are due to go.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Omni.Core.Conversations;
using Omni.Core.Data.Postgres;
using Quartz;

namespace Omni.Core.Jobs;

[DisallowConcurrentExecution]
public sealed class SweepQuiet(AcrossTenants across, JobScope scopes, TimeProvider clock, ILogger<SweepQuiet> logger) : SweepConversations(scopes, clock, logger)
{
    protected override Task<List<DueConversation>> FindAsync(DateTimeOffset now, int limitPerTenant, CancellationToken cancellationToken)
        => across.FindQuietAsync(now, limitPerTenant, cancellationToken);

    protected override Task<bool> MoveOnAsync(IServiceProvider services, Guid conversationId, CancellationToken cancellationToken)
        => services.GetRequiredService<GiveBackQuiet>().RunAsync(conversationId, cancellationToken);
}
