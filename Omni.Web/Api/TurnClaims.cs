// What a context token carries: the one turn it was signed for.
using System.Security.Claims;
using Omni.Core.Agents;

namespace Omni.Web.Api;

internal static class TurnClaims
{
    private const string Conversation = "omni:turn-conversation";
    private const string Instance = "omni:turn-instance";

    private const string Id = "omni:turn";
    private const string Agent = "omni:turn-agent";

    public static Claim[] Of(TurnContext turn)
    {
        Claim[] claims = [new(Conversation, turn.ConversationId.ToString()), new(Instance, turn.InstanceId.ToString()), new(Id, turn.TurnId.ToString())];
        return turn.AgentId is { } agent ? [.. claims, new(Agent, agent.ToString())] : claims;
    }

    extension(ClaimsPrincipal principal)
    {
        /// <summary>The conversation and instance that the caller is bound to; null for keys.</summary>
        public TurnOfCaller? Turn
            => principal.FindFirst(Conversation)?.Value is { } conversation && principal.FindFirst(Instance)?.Value is { } instance && principal.FindFirst(Id)?.Value is { } id
                ? new(Guid.Parse(conversation), Guid.Parse(instance), Guid.Parse(id), principal.FindFirst(Agent)?.Value is { } agent ? Guid.Parse(agent) : null)
                : null;
    }
}

/// <summary>The one turn that a caller speaks for.</summary>
internal sealed record TurnOfCaller(Guid ConversationId, Guid InstanceId, Guid TurnId, Guid? AgentId);
