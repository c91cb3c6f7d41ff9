// The lanes in which messages leave.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Omni.Core.Data.Postgres;
using Omni.Core.Jobs;

namespace Omni.Core.Delivery;

public sealed class DeliveryLanes(JobScope scopes, IOptions<DeliveryOptions> options, ILogger<DeliveryLanes> logger)
    : Lanes(options.Value.Concurrency, logger)
{
    public override LaneKind Kind => LaneKind.Delivery;

    protected override async Task RunAsync(DueConversation due, CancellationToken cancellationToken)
    {
        await using var scope = scopes.Enter(due);
        await scope.ServiceProvider.GetRequiredService<SendDueMessages>().RunAsync(due.ConversationId, cancellationToken);
    }
}
