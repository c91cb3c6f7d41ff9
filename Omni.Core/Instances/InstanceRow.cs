namespace Omni.Core.Instances;

/// <summary>An instance as lists and forms show it, with the agent that answers first.</summary>
public sealed record InstanceRow(Instance Instance, InstanceAgent? Agent);

/// <summary>What an instance shows of its agent.</summary>
public sealed record InstanceAgent(Guid Id, string Name, string Kind, string? Url, string? MaskedKey, string ServiceAgentId, int TimeoutSeconds)
{
    public bool IsTeam { get; init; }

    public bool Streams { get; init; }
}
