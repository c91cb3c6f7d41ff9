using Omni.Core.Data;

namespace Omni.Core.Instances;

/// <summary>Says of an instance's conversations whether they are the agent's or the team's. Inside the caller's transaction.</summary>
public interface ISettleHolders
{
    /// <summary>Its agent is another one now, or none.</summary>
    Task AgentChangedAsync(OmniDbContext db, Guid instanceId, CancellationToken cancellationToken);

    /// <summary>It is about to be deleted: nobody but people can answer there.</summary>
    Task DeletingAsync(OmniDbContext db, Guid instanceId, CancellationToken cancellationToken);
}
