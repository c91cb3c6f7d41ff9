// What instances ask of the room Agents, which knows them; the other way round would be a circle.
using Omni.Core.Data;
using Omni.Core.Results;

namespace Omni.Core.Instances;

/// <summary>Finds the agent that an instance's fields name, or makes the one they describe.</summary>
public interface IChooseAgent
{
    /// <summary>
    /// Answers the agent's id (null: people only), or nothing when the fields leave it as it is. What is wrong goes to <paramref name="errors"/>;
    /// Forbidden for an agent that answers beyond the asker's reach.
    /// </summary>
    /// <param name="db">A new agent is added here, to be saved with the instance.</param>
    /// <param name="request">Whose agent is chosen, and how.</param>
    /// <param name="errors">Collects what is wrong.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<Result<Optional<Guid?>>> ChooseAsync(OmniDbContext db, AgentRequest request, FieldErrors errors, CancellationToken cancellationToken);
}

/// <param name="InstanceName">The agent that fields describe is named like the instance.</param>
/// <param name="CurrentAgentId">The instance's agent so far.</param>
/// <param name="Fields">What was said.</param>
/// <param name="IsNew">True for an instance that is being made: saying nothing means people only.</param>
/// <param name="Asker">How far whoever asks reaches.</param>
public sealed record AgentRequest(string InstanceName, Guid? CurrentAgentId, InstanceFields Fields, bool IsNew, InstanceAsker Asker);

/// <summary>Who changes an instance.</summary>
/// <param name="OnlyInstances">The instances they may touch: an agent that answers elsewhere too is neither chosen nor changed. Null for all.</param>
/// <param name="KeepsKeys">
/// Whether a stored key goes along when the address leads to another host: for programs with a key of the whole tenant, where what is not said stays.
/// Members and limited keys are asked for it, since whoever may only change an address must not have a key sent elsewhere.
/// </param>
public sealed record InstanceAsker(IReadOnlyList<string>? OnlyInstances, bool KeepsKeys)
{
    public static InstanceAsker Member { get; } = new(null, KeepsKeys: false);

    public static InstanceAsker Program(IReadOnlyList<string>? onlyInstances) => new(onlyInstances, onlyInstances is null);
}
