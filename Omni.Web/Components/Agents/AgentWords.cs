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
