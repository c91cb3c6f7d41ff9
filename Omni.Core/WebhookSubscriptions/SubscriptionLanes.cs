// The lanes in which events are told: one per subscription, so that a slow receiver holds up itself alone.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Omni.Core.Data.Postgres;
using Omni.Core.Jobs;

namespace Omni.Core.WebhookSubscriptions;

public sealed class SubscriptionLanes(JobScope scopes, ILogger<SubscriptionLanes> logger) : Lanes(MostAtOnce, logger)
{
    // A quarter of them is a tenant's share: as many as it may have subscriptions.
    private const int MostAtOnce = 4 * SubscriptionRules.MostPerTenant;

    public override LaneKind Kind => LaneKind.Webhook;

    protected override async Task RunAsync(DueConversation due, CancellationToken cancellationToken)
    {
        await using var scope = scopes.Enter(due);
        await scope.ServiceProvider.GetRequiredService<DeliverDueEvents>().RunAsync(due.ConversationId, cancellationToken);
    }
}
