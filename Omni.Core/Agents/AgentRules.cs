// What an agent's fields may hold, and how they are written onto one.
using System.Text.RegularExpressions;
using Omni.Core.Results;
using Omni.Core.Secrets;
using Omni.Core.Texts;

namespace Omni.Core.Agents;

internal static partial class AgentRules
{
    public const int DefaultTimeout = 60;

    private const string Team = "team";
    private const string Single = "agent";

    public static string KindName(AgentKind kind) => Name(kind);

    /// <summary>As it is called on the wire.</summary>
    public static string TypeName(bool isTeam) => isTeam ? Team : Single;

    /// <summary>As it is called on the wire.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum
        => value.ToString().ToLowerInvariant();

    public static void CheckName(FieldErrors errors, string? name)
        => errors.Require(name is not null && NameShape().IsMatch(name), "name", "Use 1 to 63 lower-case letters, digits, hyphens and underscores, beginning with a letter or digit.");

    /// <param name="errors">Collects what is wrong.</param>
    /// <param name="fields">What was said.</param>
    /// <param name="current">The agent so far; null for a new one.</param>
    /// <param name="names">The names of the fields on the wire, which differ when an instance describes its agent.</param>
    /// <param name="keepsKeys">Whether a stored key goes along to another host: see <see cref="Instances.InstanceAsker"/>.</param>
    public static void Check(FieldErrors errors, AgentFields fields, Agent? current, AgentFieldNames names, bool keepsKeys)
    {
        var kind = fields.Kind.Or(current is null ? null : KindName(current.Kind)) ?? KindName(AgentKind.Automagik);

        if (Find<AgentKind>(kind) is not { } known)
        {
            errors.Add(names.Kind, "Choose automagik, hive, openai or echo.");
        }
        else
        {
            errors.Require(!NeedsUrl(known) || !string.IsNullOrWhiteSpace(fields.Url.Or(current?.Url)), names.Url, "Give the address of the agent's service.");
            errors.Require(known is not AgentKind.OpenAi || !string.IsNullOrWhiteSpace(fields.Model.Or(current?.Model)), names.Model, "Say which model answers, such as gpt-4o-mini.");
        }

        errors.Require(fields.Url.Value is not { Length: > 0 } given || WebAddress.IsValid(given), names.Url, WebAddress.Rule);
        errors.Require(fields.Key.Value is not { Length: > 0 } key || Masked.Is(key) || Masked.IsHeaderSafe(key), names.Key, Masked.HeaderRule);

        // The key is for the service it was given for: whoever may only change the address must not have it sent elsewhere.
        errors.Require(
            keepsKeys || current?.Key is null || !Masked.Keeps(fields.Key) || WebAddress.LeadsTo(AddressOf(kind, fields.Url.Or(current.Url)), AddressOf(KindName(current.Kind), current.Url)),
            names.Key,
            Masked.OtherHostRule);
        errors.Require(fields.AgentId.Value is not { Length: > 200 }, "agent_id", "Use at most 200 characters.");
        errors.Require(fields.AgentType.Value is null or Single or Team, "agent_type", "Choose agent or team.");
        errors.Require(fields.Model.Value is not { Length: > 200 }, names.Model, "Use at most 200 characters.");
        errors.Require(fields.SystemPrompt.Value is not { Length: > Agent.MaxPromptLength }, "system_prompt", "Use at most 20,000 characters.");
        errors.Require(
            fields.HistoryMessages.Value is null or (>= 0 and <= ReadHistory.MostMessages), "history_messages", $"Give a whole number from 0 to {ReadHistory.MostMessages}.");
        errors.Require(
            fields.SessionRule.Value is null || Find<SessionRule>(fields.SessionRule.Value) is not null, "session_rule", "Choose person, conversation or turn.");
        errors.Require(fields.Timeout.Value is null or (>= 1 and <= 600), names.Timeout, "Give a whole number of seconds from 1 to 600.");
        errors.Require(fields.FailureText.Value is not { Length: > 2000 }, "failure_text", "Use at most 2,000 characters.");
        errors.Require(fields.WhenOvertaken.Value is null or "queue" or "supersede", "when_overtaken", "Choose queue or supersede.");
        errors.Require(fields.DebounceMilliseconds.Value is null or (>= 0 and <= 60_000), "debounce_milliseconds", "Give a whole number from 0 to 60000.");
    }

    /// <summary>OpenAI's own address is known.</summary>
    public static bool NeedsUrl(AgentKind kind) => kind is AgentKind.Automagik or AgentKind.Hive;

    extension(Agent agent)
    {
        public void Apply(AgentFields fields, SecretBox secrets, DateTimeOffset now)
        {
            agent.Kind = fields.Kind.IsGiven ? Find<AgentKind>(fields.Kind.Value) ?? AgentKind.Automagik : agent.Kind;
            agent.Url = Text(fields.Url.Or(agent.Url));
            agent.Key = secrets.Change(agent.Key, fields.Key);
            agent.ServiceAgentId = Text(fields.AgentId.Or(agent.ServiceAgentId)) ?? "default";
            agent.IsTeam = fields.AgentType.IsGiven ? fields.AgentType.Value is Team : agent.IsTeam;
            agent.Streams = fields.Stream.IsGiven ? fields.Stream.Value ?? false : agent.Streams;
            agent.Model = Text(fields.Model.Or(agent.Model));
            agent.SystemPrompt = Text(fields.SystemPrompt.Or(agent.SystemPrompt));
            agent.HistoryMessages = fields.HistoryMessages.IsGiven ? fields.HistoryMessages.Value ?? Agent.DefaultHistory : agent.HistoryMessages;
            agent.OffersTools = fields.Tools.IsGiven ? fields.Tools.Value ?? true : agent.OffersTools;
            agent.SessionRule = fields.SessionRule.IsGiven ? Find<SessionRule>(fields.SessionRule.Value) ?? SessionRule.Person : agent.SessionRule;
            agent.TimeoutSeconds = fields.Timeout.IsGiven ? fields.Timeout.Value ?? DefaultTimeout : agent.TimeoutSeconds;
            agent.FailureText = Text(fields.FailureText.Or(agent.FailureText));
            agent.DebounceMilliseconds = fields.DebounceMilliseconds.Or(agent.DebounceMilliseconds);
            agent.WhenOvertaken = !fields.WhenOvertaken.IsGiven ? agent.WhenOvertaken : fields.WhenOvertaken.Value == "supersede" ? WhenOvertaken.Supersede : WhenOvertaken.Queue;
            agent.UpdatedAt = now;
        }
    }

    // A model without an address is OpenAI's own.
    private static string? AddressOf(string kind, string? url)
        => !string.IsNullOrWhiteSpace(url) ? url : kind == KindName(AgentKind.OpenAi) ? "https://api.openai.com" : null;

    private static T? Find<T>(string? name)
        where T : struct, Enum
        => Enum.GetValues<T>().Where(v => Name(v) == name).Select(v => (T?)v).FirstOrDefault();

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim().Fit(Agent.MaxPromptLength);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_-]{0,62}\z")]
    private static partial Regex NameShape();
}

/// <summary>How the fields of an agent are called where they came in.</summary>
internal sealed record AgentFieldNames(string Kind, string Url, string Key, string Timeout, string Model)
{
    public static readonly AgentFieldNames OfAgent = new("kind", "url", "key", "timeout", "model");

    // An instance has no field for the model: there, agent_id names it.
    public static readonly AgentFieldNames OfInstance = new("agent_instance_type", "agent_api_url", "agent_api_key", "agent_timeout", "agent_id");
}
