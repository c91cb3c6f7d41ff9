// What an agent may do beside answering, for kinds that carry the calls in the conversation with the model (contract 3.5).
using System.Text.Json;

namespace Omni.Core.Agents.Tools;

/// <summary>The tools of one question. Calls of one question come one after the other.</summary>
public interface IAgentTools
{
    IReadOnlyList<AgentTool> Offered { get; }

    /// <summary>Carries a call out. Never throws for what the model says: the outcome tells it what is wrong.</summary>
    Task<ToolOutcome> RunAsync(string name, JsonElement arguments, CancellationToken cancellationToken);
}

/// <param name="Says">What the model is told, in a sentence.</param>
/// <param name="HasEffect">True when asking the agent once more would do it twice.</param>
/// <param name="HandsOver">True when people are to take the conversation.</param>
/// <param name="Reason">Why, in the model's words.</param>
public sealed record ToolOutcome(string Says, bool HasEffect = false, bool HandsOver = false, string? Reason = null);
