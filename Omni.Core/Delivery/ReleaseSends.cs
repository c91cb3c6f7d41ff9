// Lets the messages of an instance go that were kept by a pause or a limit of theirs.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Instances;
using Omni.Core.Messages;

namespace Omni.Core.Delivery;

internal sealed class ReleaseSends : IReleaseSends
{
    public async Task RunAsync(OmniDbContext db, Guid instanceId, CancellationToken cancellationToken)
    {
        await db.SendingPaces.Where(p => p.InstanceId == instanceId).ExecuteDeleteAsync(cancellationToken);

        // One that was tried already waits for its own reason.
        await db.Messages.Where(m => m.InstanceId == instanceId && m.Status == MessageStatus.Queued && m.Attempts == 0 && m.NextAttemptAt != null).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.NextAttemptAt, (DateTimeOffset?)null).SetProperty(x => x.HasSlot, false).SetProperty(x => x.Error, (string?)null),
            cancellationToken);
    }
}
