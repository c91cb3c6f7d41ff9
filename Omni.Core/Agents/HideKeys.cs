// What is kept and shown of an agent's answer holds neither its key nor the turn's token, not even where the agent repeats them.
using Omni.Core.Secrets;

namespace Omni.Core.Agents;

internal static class HideKeys
{
    extension(AgentAnswer answer)
    {
        public AgentAnswer Without(params ReadOnlySpan<string?> secrets)
        {
            var hidden = answer with { RequestPayload = answer.RequestPayload?.Without(secrets), ResponsePayload = answer.ResponsePayload?.Without(secrets) };
            return hidden switch
            {
                AgentAnswer.Answered answered => answered with { Text = answered.Text.Without(secrets) },
                AgentAnswer.Failed failed => failed with { Reason = failed.Reason.Without(secrets) },
                _ => hidden,
            };
        }
    }
}
