// The built-in agent: no network, says again what it heard. The demo's agent.
using System.Text.Json;

namespace Omni.Core.Agents.Echo;

public sealed class EchoClient : IAgentClient
{
    public AgentKind Kind => AgentKind.Echo;

    public Task<AgentAnswer> AskAsync(AgentQuestion question, AgentConnection agent, IAgentStream stream, CancellationToken cancellationToken)
    {
        var text = $"[Echo from {question.SessionOrigin}] {question.Message}";
        return Task.FromResult<AgentAnswer>(new AgentAnswer.Answered(text, question.Message.Contains("handoff", StringComparison.OrdinalIgnoreCase))
        {
            RequestPayload = JsonSerializer.Serialize(new { message = question.Message, session_name = question.SessionName }),
            ResponsePayload = JsonSerializer.Serialize(new { message = text }),
        });
    }
}
