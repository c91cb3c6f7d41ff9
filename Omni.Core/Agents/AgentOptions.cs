using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Omni.Core.Agents;

/// <summary>How agents answer: <c>Omni:Agents</c>.</summary>
public sealed class AgentOptions
{
    public const string Section = "Omni:Agents";

    /// <summary>Turns at once on one node.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 32;

    /// <summary>Milliseconds to wait for a burst to end before a turn; an agent may have its own.</summary>
    [Range(0, 60_000)]
    public int DebounceMilliseconds { get; set; }

    /// <summary>Minutes, by the channel's time, after which a message is no longer answered by an agent but left to the team.</summary>
    [Range(1, 10_000_000)]
    public int MaximumAgeMinutes { get; set; } = 10;
}

[OptionsValidator]
public sealed partial class AgentOptionsValidator : IValidateOptions<AgentOptions>;
