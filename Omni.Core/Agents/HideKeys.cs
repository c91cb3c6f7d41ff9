// What is kept, shown and sent of an agent's answer holds neither its key nor a turn's token, not even where the agent repeats them.
using System.Text.RegularExpressions;
using Omni.Core.Secrets;

namespace Omni.Core.Agents;

internal static partial class HideKeys
{
    extension(AgentAnswer answer)
    {
        public AgentAnswer Without(string? key)
        {
            var hidden = answer with { RequestPayload = Hide(answer.RequestPayload, key), ResponsePayload = Hide(answer.ResponsePayload, key), Notes = [.. answer.Notes.Select(n => Hide(n, key))] };
            return hidden switch
            {
                AgentAnswer.Answered answered => answered with { Text = Hide(answered.Text, key), HandOverReason = Hide(answered.HandOverReason, key) },
                AgentAnswer.Failed failed => failed with { Reason = Hide(failed.Reason, key) },
                _ => hidden,
            };
        }
    }

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    public static string? Hide(string? text, string? key) => text is null ? null : ContextToken().Replace(text.Without(key), "••••");

    // What Data Protection seals begins like this; nobody says so by chance.
    [GeneratedRegex("CfDJ8[A-Za-z0-9_-]{64,}")]
    private static partial Regex ContextToken();
}
