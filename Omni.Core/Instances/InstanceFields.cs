// What people and programs say about an instance, in one shape for the page and the API.
using Omni.Core.Results;

namespace Omni.Core.Instances;

/// <summary>Fields of an instance by their names on the wire. Absent leaves what is there, null clears it.</summary>
public sealed record InstanceFields
{
    /// <summary>2 to 63 lower-case letters, digits and hyphens; unique over all tenants; never changes.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary><c>whatsapp</c> or <c>webchat</c>; never changes.</summary>
    public Optional<string?> ChannelType { get; init; }

    /// <summary>Base address of the Evolution gateway.</summary>
    public Optional<string?> EvolutionUrl { get; init; }

    /// <summary>The gateway's key. A masked value (<c>••••…</c>) leaves the one that is there.</summary>
    public Optional<string?> EvolutionKey { get; init; }

    /// <summary>The instance's name on the gateway; null takes its own name.</summary>
    public Optional<string?> WhatsappInstance { get; init; }

    /// <summary>Name of the agent that answers first; null means people only.</summary>
    public Optional<string?> Agent { get; init; }

    /// <summary>Instead of <see cref="Agent"/>: the address of an agent's service, which makes an agent named like the instance.</summary>
    public Optional<string?> AgentApiUrl { get; init; }

    public Optional<string?> AgentApiKey { get; init; }

    /// <summary>Which agent of the service answers; for <c>openai</c> the model.</summary>
    public Optional<string?> AgentId { get; init; }

    /// <summary>Seconds, 1 to 600.</summary>
    public Optional<int?> AgentTimeout { get; init; }

    /// <summary><c>automagik</c>, <c>hive</c>, <c>openai</c> or <c>echo</c>.</summary>
    public Optional<string?> AgentInstanceType { get; init; }

    /// <summary><c>agent</c> or <c>team</c>, for <c>hive</c>.</summary>
    public Optional<string?> AgentType { get; init; }

    /// <summary>Whether the agent's answers come in pieces.</summary>
    public Optional<bool?> AgentStreamMode { get; init; }

    public Optional<bool?> IsActive { get; init; }

    /// <summary>True sets the instance and its webhook up on the gateway, when it is made.</summary>
    public Optional<bool?> AutoSetup { get; init; }

    /// <summary><c>token</c>, or <c>none</c> for gateways that cannot send headers.</summary>
    public Optional<string?> WebhookAuth { get; init; }

    /// <summary>Web pages that may embed the web chat, such as <c>https://example.com</c>; empty means any.</summary>
    public Optional<IReadOnlyList<string>?> AllowedOrigins { get; init; }

    /// <summary>Whether long texts of agents and programs are cut at blank lines; true unless said otherwise.</summary>
    public Optional<bool?> EnableAutoSplit { get; init; }

    /// <summary>Messages a minute, 1 to 6,000; null for as many as come.</summary>
    public Optional<int?> SendLimitPerMinute { get; init; }

    /// <summary>True lets messages wait instead of leaving.</summary>
    public Optional<bool?> SendingPaused { get; init; }

    /// <summary><c>open</c>: whom no access rule matches may write; <c>allowlist</c>: may not.</summary>
    public Optional<string?> AccessMode { get; init; }

    /// <summary>Minutes without a message, 1 to 10,080, after which the agent gets back what people have answered; null for never.</summary>
    public Optional<int?> GiveBackMinutes { get; init; }

    internal bool DescribesAgent => AgentApiUrl.IsGiven || AgentApiKey.IsGiven || AgentId.IsGiven || AgentTimeout.IsGiven || AgentInstanceType.IsGiven
        || AgentType.IsGiven || AgentStreamMode.IsGiven;
}
