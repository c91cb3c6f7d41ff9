// This process, among the nodes that share the database.
namespace Omni.Core.Jobs;

public sealed class Node
{
    /// <summary>How long a lease outlives its node.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    /// <summary>New at every start, so that a restarted node never mistakes its former self's leases for its own.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();
}
