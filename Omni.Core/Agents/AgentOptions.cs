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
}

[OptionsValidator]
public sealed partial class AgentOptionsValidator : IValidateOptions<AgentOptions>;
