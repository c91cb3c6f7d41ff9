// The tools of a trial: they look at the call as a turn would, and send nothing.
using System.Text.Json;
using Omni.Core.Channels;

namespace Omni.Core.Agents.Tools;

internal sealed class TrialTools : IAgentTools
{
    public IReadOnlyList<AgentTool> Offered => AgentTool.All;

    public Task<ToolOutcome> RunAsync(string name, JsonElement arguments, CancellationToken cancellationToken)
        => Task.FromResult(AgentTool.Find(name) switch
        {
            null => new ToolOutcome("There is no such tool here."),
            { Sends: null } => new("The team takes over after your answer.", HandsOver: true, Reason: arguments.At("reason").Text()?.Trim()),
            { Sends: { } kind } when ReadToolCall.ContentOf(kind, arguments) is { IsOk: false, Error: var error } => new($"Nothing was sent: {error!.Message}"),
            _ => new("Sent."),
        });
}
