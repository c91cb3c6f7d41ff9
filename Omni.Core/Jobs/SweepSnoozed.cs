// Brings back conversations whose time has come until which they were snoozed.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Omni.Core.Conversations;
using Omni.Core.Data.Postgres;
using Quartz;

namespace Omni.Core.Jobs;

[DisallowConcurrentExecution]
public sealed class SweepSnoozed(AcrossTenants across, JobScope scopes, TimeProvider clock, ILogger<SweepSnoozed> logger) : SweepConversations(scopes, clock, logger)
{
    protected override Task<List<DueConversation>> FindAsync(DateTimeOffset now, int limitPerTenant, CancellationToken cancellationToken)
        => across.FindSnoozedAsync(now, limitPerTenant, cancellationToken);

    protected override Task<bool> MoveOnAsync(IServiceProvider services, Guid conversationId, CancellationToken cancellationToken)
        => services.GetRequiredService<WakeSnoozed>().RunAsync(conversationId, cancellationToken);
}
