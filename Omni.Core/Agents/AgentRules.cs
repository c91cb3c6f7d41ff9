// What an agent's fields may hold, and how they are written onto one.
using System.Text.RegularExpressions;
using Omni.Core.Results;
using Omni.Core.Secrets;

namespace Omni.Core.Agents;

internal static partial class AgentRules
{
    public const int DefaultTimeout = 60;

    // Kinds of the contract that come later.
    private static readonly string[] Later = ["hive", "openai"];

    public static string KindName(AgentKind kind) => kind.ToString().ToLowerInvariant();

    public static void CheckName(FieldErrors errors, string? name)
        => errors.Require(name is not null && Name().IsMatch(name), "name", "Use 1 to 63 lower-case letters, digits, hyphens and underscores, beginning with a letter or digit.");

    /// <param name="errors">Collects what is wrong.</param>
    /// <param name="fields">What was said.</param>
    /// <param name="current">The agent so far; null for a new one.</param>
    /// <param name="names">The names of the fields on the wire, which differ when an instance describes its agent.</param>
    public static void Check(FieldErrors errors, AgentFields fields, Agent? current, AgentFieldNames names)
    {
        var kind = fields.Kind.Or(current is null ? null : KindName(current.Kind)) ?? "automagik";
        var url = fields.Url.Or(current?.Url);

        if (!IsKind(kind))
        {
            errors.Add(names.Kind, Later.Contains(kind) ? $"The kind {kind} is not available yet. Choose automagik or echo." : "Choose automagik or echo.");
        }
        else if (kind != "echo" && string.IsNullOrWhiteSpace(url))
        {
            errors.Add(names.Url, "Give the address of the agent's service.");
        }

        errors.Require(fields.Url.Value is not { Length: > 0 } given || WebAddress.IsValid(given), names.Url, WebAddress.Rule);
        errors.Require(fields.Key.Value is not { Length: > 0 } key || Masked.Is(key) || Masked.IsHeaderSafe(key), names.Key, Masked.HeaderRule);
        errors.Require(fields.AgentId.Value is not { Length: > 200 }, "agent_id", "Use at most 200 characters.");
        errors.Require(fields.Timeout.Value is null or (>= 1 and <= 600), names.Timeout, "Give a whole number of seconds from 1 to 600.");
        errors.Require(fields.FailureText.Value is not { Length: > 2000 }, "failure_text", "Use at most 2,000 characters.");
        errors.Require(fields.WhenOvertaken.Value is null or "queue" or "supersede", "when_overtaken", "Choose queue or supersede.");
        errors.Require(fields.DebounceMilliseconds.Value is null or (>= 0 and <= 60_000), "debounce_milliseconds", "Give a whole number from 0 to 60000.");
    }

    extension(Agent agent)
    {
        public void Apply(AgentFields fields, SecretBox secrets, DateTimeOffset now)
        {
            agent.Kind = fields.Kind.IsGiven ? KindOf(fields.Kind.Value) : agent.Kind;
            agent.Url = Text(fields.Url.Or(agent.Url));
            agent.Key = secrets.Change(agent.Key, fields.Key);
            agent.ServiceAgentId = Text(fields.AgentId.Or(agent.ServiceAgentId)) ?? "default";
            agent.TimeoutSeconds = fields.Timeout.IsGiven ? fields.Timeout.Value ?? DefaultTimeout : agent.TimeoutSeconds;
            agent.FailureText = Text(fields.FailureText.Or(agent.FailureText));
            agent.DebounceMilliseconds = fields.DebounceMilliseconds.Or(agent.DebounceMilliseconds);
            agent.WhenOvertaken = !fields.WhenOvertaken.IsGiven ? agent.WhenOvertaken : fields.WhenOvertaken.Value == "supersede" ? WhenOvertaken.Supersede : WhenOvertaken.Queue;
            agent.UpdatedAt = now;
        }
    }

    private static bool IsKind(string name) => Enum.GetValues<AgentKind>().Any(k => KindName(k) == name);

    private static AgentKind KindOf(string? name) => Enum.GetValues<AgentKind>().First(k => KindName(k) == (name ?? "automagik"));

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9_-]{0,62}\z")]
    private static partial Regex Name();
}

/// <summary>How the fields of an agent are called where they came in.</summary>
internal sealed record AgentFieldNames(string Kind, string Url, string Key, string Timeout)
{
    public static readonly AgentFieldNames OfAgent = new("kind", "url", "key", "timeout");
    public static readonly AgentFieldNames OfInstance = new("agent_instance_type", "agent_api_url", "agent_api_key", "agent_timeout");
}
