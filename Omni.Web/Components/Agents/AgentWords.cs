// What kinds of agents are called on pages.
using Omni.Core.Agents;

namespace Omni.Web.Components.Agents;

internal static class AgentWords
{
    extension(AgentKind kind)
    {
        public string Called => kind is AgentKind.OpenAi ? "OpenAI" : kind.ToString();

        /// <summary>What it is, in a sentence.</summary>
        public string Means => kind switch
        {
            AgentKind.Automagik => "A service that speaks the Automagik agent API.",
            AgentKind.Hive => "A service that runs Agno's agents and teams, such as Automagik Hive.",
            AgentKind.OpenAi => "A model at OpenAI, or at any service that speaks like it: Ollama, vLLM, OpenRouter and others.",
            _ => "Built in: says again what it heard. For trying things out.",
        };
    }

    /// <summary>What deleting it does.</summary>
    public static string WithoutIt(AgentRow row)
    {
        var instances = row.Instances.Count == 0 ? null : $"It answers on {string.Join(", ", row.Instances)}. People answer everything there from then on.";
        var chosen = row.Conversations switch
        {
            0 => null,
            1 => "One conversation chose it for itself, and is its instance's again, or the team's.",
            _ => $"{row.Conversations} conversations chose it for themselves, and are their instance's again, or the team's.",
        };
        return string.Join(" ", new[] { instances, chosen }.Where(s => s is not null).DefaultIfEmpty("No instance and no conversation uses it."));
    }

    extension(Agent agent)
    {
        /// <summary>Its kind, with what tells it from others of the kind.</summary>
        public string Described => agent.Kind switch
        {
            AgentKind.OpenAi => $"OpenAI · {agent.Model}",
            AgentKind.Hive => $"Hive · {(agent.IsTeam ? "team" : "agent")} {agent.ServiceAgentId}",
            _ => agent.Kind.Called,
        };

        /// <summary>Where its service is.</summary>
        public string Place => agent.Url ?? (agent.Kind is AgentKind.OpenAi ? "OpenAI itself" : "Built in");
    }
}
