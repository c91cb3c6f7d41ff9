// The tools of one turn: what they send lands in the turn's conversation and leaves through the turn's instance, whatever the model writes.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Omni.Core.Channels;
using Omni.Core.Delivery;

namespace Omni.Core.Agents.Tools;

internal sealed class TurnTools(Turn turn, IChannel? channel, SendByTool send) : IAgentTools
{
    private const int MostCalls = 20;
    private readonly HashSet<string> _carriedOut = [];
    private int _calls;

    /// <summary>Only what the channel can carry.</summary>
    public IReadOnlyList<AgentTool> Offered { get; } = [.. AgentTool.All.Where(t => t.Sends is not { } kind || channel?.Carries(kind) is true)];

    public async Task<ToolOutcome> RunAsync(string name, JsonElement arguments, CancellationToken cancellationToken)
    {
        if (AgentTool.Find(name) is not { } tool || !Offered.Contains(tool))
        {
            return new("There is no such tool here.");
        }

        if (++_calls > MostCalls)
        {
            return new("Too many calls. Answer the customer now.");
        }

        if (tool.Sends is not { } kind)
        {
            // It takes effect together with the answer, so that its last words still reach the customer.
            return new("The team takes over after your answer.", HandsOver: true, Reason: arguments.At("reason").Text()?.Trim());
        }

        var content = ReadToolCall.ContentOf(kind, arguments);

        if (!content.IsOk)
        {
            return new($"Nothing was sent: {content.Error.Message}");
        }

        var key = KeyOf(tool, arguments);

        if (!_carriedOut.Add(key))
        {
            return new("This was sent already.", HasEffect: true);
        }

        var sent = await send.RunAsync(turn.ConversationId, turn.InstanceId, turn.Agent.Name, content.Value, key, cancellationToken);
        return sent.IsOk ? new("Sent.", HasEffect: true) : new($"Nothing was sent: {sent.Error.Message}");
    }

    // The same call for the same messages is one message, also when a node died or the customer wrote on, and the agent is asked again.
    private string KeyOf(AgentTool tool, JsonElement arguments)
        => $"tool-{turn.Messages[0].Id:N}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{tool.Name} {arguments.GetRawText()}")).AsSpan(0, 12))}";
}
