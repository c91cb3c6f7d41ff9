// What a form says about an agent, before it is checked.
using Omni.Core.Agents;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Agents;

public sealed class AgentDraft
{
    public string Name { get; set; } = "";

    public AgentKind Kind { get; set; } = AgentKind.Automagik;

    public string Url { get; set; } = "";

    /// <summary>Null keeps the stored key.</summary>
    public string? Key { get; set; }

    public string ServiceAgentId { get; set; } = "";

    public bool IsTeam { get; set; }

    public bool Streams { get; set; }

    public string Model { get; set; } = "";

    public string SystemPrompt { get; set; } = "";

    public string History { get; set; } = NumberText.Of(Agent.DefaultHistory);

    public bool OffersTools { get; set; } = true;

    public SessionRule SessionRule { get; set; }

    public string Timeout { get; set; } = "60";

    public string FailureText { get; set; } = "";

    public string Debounce { get; set; } = "";

    public WhenOvertaken WhenOvertaken { get; set; }

    public static AgentDraft Of(Agent agent) => new()
    {
        Name = agent.Name,
        Kind = agent.Kind,
        Url = agent.Url ?? "",
        ServiceAgentId = agent.ServiceAgentId,
        IsTeam = agent.IsTeam,
        Streams = agent.Streams,
        Model = agent.Model ?? "",
        SystemPrompt = agent.SystemPrompt ?? "",
        History = NumberText.Of(agent.HistoryMessages),
        OffersTools = agent.OffersTools,
        SessionRule = agent.SessionRule,
        Timeout = NumberText.Of(agent.TimeoutSeconds),
        FailureText = agent.FailureText ?? "",
        Debounce = NumberText.Of(agent.DebounceMilliseconds),
        WhenOvertaken = agent.WhenOvertaken,
    };

    public AgentFields ToNew() => ToChange() with { Name = Name.Trim() };

    public AgentFields ToChange()
    {
        var fields = new AgentFields
        {
            Kind = Kind.ToString().ToLowerInvariant(),
            Url = TextOrNull(Url),
            AgentId = TextOrNull(ServiceAgentId),
            AgentType = IsTeam ? "team" : "agent",
            Stream = Streams,
            Model = TextOrNull(Model),
            SystemPrompt = TextOrNull(SystemPrompt),
            HistoryMessages = NumberText.Whole(History),
            Tools = OffersTools,
            SessionRule = SessionRule.ToString().ToLowerInvariant(),
            Timeout = NumberText.Whole(Timeout),
            FailureText = TextOrNull(FailureText),
            DebounceMilliseconds = NumberText.Whole(Debounce),
            WhenOvertaken = WhenOvertaken.ToString().ToLowerInvariant(),
        };
        return Key is null ? fields : fields with { Key = TextOrNull(Key) };
    }

    private static string? TextOrNull(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
