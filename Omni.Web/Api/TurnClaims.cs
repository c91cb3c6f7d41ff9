// What a context token carries: the one turn it was signed for.
using System.Security.Claims;
using Omni.Core.Agents;

namespace Omni.Web.Api;

internal static class TurnClaims
{
    private const string Conversation = "omni:turn-conversation";
    private const string Instance = "omni:turn-instance";

    public static Claim[] Of(TurnContext turn) => [new(Conversation, turn.ConversationId.ToString()), new(Instance, turn.InstanceId.ToString())];

    extension(ClaimsPrincipal principal)
    {
        /// <summary>The conversation and instance that the caller is bound to; null for keys.</summary>
        public (Guid ConversationId, Guid InstanceId)? Turn
            => principal.FindFirst(Conversation)?.Value is { } conversation && principal.FindFirst(Instance)?.Value is { } instance
                ? (Guid.Parse(conversation), Guid.Parse(instance))
                : null;
    }
}
