// What people and programs say about an agent, in one shape for the page and the API.
using Omni.Core.Results;

namespace Omni.Core.Agents;

/// <summary>Fields of an agent by their names on the wire. Absent leaves what is there, null clears it.</summary>
public sealed record AgentFields
{
    /// <summary>1 to 63 lower-case letters, digits, hyphens and underscores; never changes.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary><c>automagik</c> (the default), <c>hive</c>, <c>openai</c> or <c>echo</c>.</summary>
    public Optional<string?> Kind { get; init; }

    /// <summary>Base address of the agent's service; not needed for <c>echo</c>, and for <c>openai</c> only when it is not OpenAI itself (such as <c>http://localhost:11434/v1</c>).</summary>
    public Optional<string?> Url { get; init; }

    /// <summary>The service's key. A masked value (<c>••••…</c>) leaves the one that is there.</summary>
    public Optional<string?> Key { get; init; }

    /// <summary>Which agent of the service answers; null takes <c>default</c>.</summary>
    public Optional<string?> AgentId { get; init; }

    /// <summary><c>agent</c> (the default) or <c>team</c>, for <c>hive</c>.</summary>
    public Optional<string?> AgentType { get; init; }

    /// <summary>Whether answers come in pieces, for <c>hive</c> and <c>openai</c>; null takes false.</summary>
    public Optional<bool?> Stream { get; init; }

    /// <summary>The model, for <c>openai</c>, which needs one.</summary>
    public Optional<string?> Model { get; init; }

    /// <summary>What the model is told before everything else, for <c>openai</c>.</summary>
    public Optional<string?> SystemPrompt { get; init; }

    /// <summary>How many messages of the thread the model is told, 0 to 100; null takes 20.</summary>
    public Optional<int?> HistoryMessages { get; init; }

    /// <summary>Whether the model is offered Omni's tools as functions; null takes true.</summary>
    public Optional<bool?> Tools { get; init; }

    /// <summary>What is one session for the agent's service: <c>person</c> on an instance (the default), <c>conversation</c>, or <c>turn</c>.</summary>
    public Optional<string?> SessionRule { get; init; }

    /// <summary>Seconds to wait for one answer, 1 to 600; null takes 60.</summary>
    public Optional<int?> Timeout { get; init; }

    /// <summary>What the customer is told when the agent fails; null tells nothing.</summary>
    public Optional<string?> FailureText { get; init; }

    /// <summary><c>queue</c> (the default): what comes while the agent is asked is the next turn; <c>supersede</c>: it stops the call, and one new turn answers everything.</summary>
    public Optional<string?> WhenOvertaken { get; init; }

    /// <summary>Milliseconds to wait for a burst to end, 0 to 60,000; null takes Omni's default.</summary>
    public Optional<int?> DebounceMilliseconds { get; init; }

    /// <summary><see cref="Url"/>, as instances call it.</summary>
    public Optional<string?> AgentApiUrl { get; init; }

    /// <summary><see cref="Key"/>, as instances call it.</summary>
    public Optional<string?> AgentApiKey { get; init; }

    /// <summary><see cref="Timeout"/>, as instances call it.</summary>
    public Optional<int?> AgentTimeout { get; init; }

    /// <summary><see cref="Stream"/>, as instances call it.</summary>
    public Optional<bool?> AgentStreamMode { get; init; }

    /// <summary><see cref="Kind"/>, as instances call it.</summary>
    public Optional<string?> AgentInstanceType { get; init; }

    /// <summary>What was said by the names that instances have, under the agent's own, which win where both were said.</summary>
    internal AgentFields ByOwnNames() => this with
    {
        Url = Url.IsGiven ? Url : AgentApiUrl,
        Key = Key.IsGiven ? Key : AgentApiKey,
        Timeout = Timeout.IsGiven ? Timeout : AgentTimeout,
        Stream = Stream.IsGiven ? Stream : AgentStreamMode,
        Kind = Kind.IsGiven ? Kind : AgentInstanceType,
    };

    /// <summary>How the fields are called where they came in, for what is wrong with them.</summary>
    internal AgentFieldNames Names() => AgentFieldNames.OfAgent with
    {
        Url = AgentApiUrl.IsGiven && !Url.IsGiven ? AgentFieldNames.OfInstance.Url : AgentFieldNames.OfAgent.Url,
        Key = AgentApiKey.IsGiven && !Key.IsGiven ? AgentFieldNames.OfInstance.Key : AgentFieldNames.OfAgent.Key,
        Timeout = AgentTimeout.IsGiven && !Timeout.IsGiven ? AgentFieldNames.OfInstance.Timeout : AgentFieldNames.OfAgent.Timeout,
        Kind = AgentInstanceType.IsGiven && !Kind.IsGiven ? AgentFieldNames.OfInstance.Kind : AgentFieldNames.OfAgent.Kind,
    };
}
