// What changing an instance means for its messages that wait; known to Delivery alone.
using Omni.Core.Data;

namespace Omni.Core.Instances;

public interface IReleaseSends
{
    /// <summary>What waited for a pause, or by an old limit, is looked at anew within seconds.</summary>
    Task RunAsync(OmniDbContext db, Guid instanceId, CancellationToken cancellationToken);
}
