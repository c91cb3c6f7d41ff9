// The tools of a trial: they look at the call as a turn would, and send nothing.
using System.Text.Json;
using Omni.Core.Channels;
using Omni.Core.Delivery;

namespace Omni.Core.Agents.Tools;

internal sealed class TrialTools : IAgentTools
{
    private readonly List<NewContent> _wanted = [];

    public IReadOnlyList<AgentTool> Offered => AgentTool.All;

    /// <summary>What a turn would have sent.</summary>
    public IReadOnlyList<NewContent> Wanted => _wanted;

    public Task<ToolOutcome> RunAsync(string name, JsonElement arguments, CancellationToken cancellationToken) => Task.FromResult(Look(name, arguments));

    private ToolOutcome Look(string name, JsonElement arguments)
    {
        if (AgentTool.Find(name) is not { } tool)
        {
            return new("There is no such tool here.");
        }

        if (tool.Sends is not { } kind)
        {
            return new("The team takes over after your answer.", HandsOver: true, Reason: arguments.At("reason").Text()?.Trim());
        }

        var content = ReadToolCall.ContentOf(kind, arguments);

        if (!content.IsOk)
        {
            return new($"Nothing was sent: {content.Error.Message}");
        }

        _wanted.Add(content.Value);
        return new("Sent.");
    }
}
