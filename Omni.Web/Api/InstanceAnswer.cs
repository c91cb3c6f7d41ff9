using Omni.Core.Instances;

namespace Omni.Web.Api;

/// <summary>An instance on the wire. Secrets are masked; the webhook token is whole only in the answer that made it.</summary>
internal sealed record InstanceAnswer
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string ChannelType { get; init; }

    public required bool IsActive { get; init; }

    public string? EvolutionUrl { get; init; }

    public string? EvolutionKey { get; init; }

    public string? WhatsappInstance { get; init; }

    /// <summary>Name of the agent that answers first; null means people only.</summary>
    public string? Agent { get; init; }

    public string? AgentApiUrl { get; init; }

    public string? AgentApiKey { get; init; }

    public string? AgentId { get; init; }

    public int? AgentTimeout { get; init; }

    public string? AgentInstanceType { get; init; }

    /// <summary><c>agent</c> or <c>team</c>.</summary>
    public string? AgentType { get; init; }

    public bool? AgentStreamMode { get; init; }

    public required string WebhookAuth { get; init; }

    public string? WebhookUrl { get; init; }

    public string? WebhookToken { get; init; }

    /// <summary>The page on which visitors write, for <c>webchat</c>.</summary>
    public string? ChatUrl { get; init; }

    public required bool EnableAutoSplit { get; init; }

    /// <summary>Messages a minute; null for no limit.</summary>
    public int? SendLimitPerMinute { get; init; }

    public required bool SendingPaused { get; init; }

    /// <summary>Minutes without a message after which the agent gets a conversation back; null for never.</summary>
    public int? GiveBackMinutes { get; init; }

    /// <summary>open or allowlist.</summary>
    public required string AccessMode { get; init; }

    public required IReadOnlyList<string> AllowedOrigins { get; init; }

    public required string Status { get; init; }

    public string? StatusDetail { get; init; }

    public string? PhoneNumber { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static InstanceAnswer Of(InstanceRow row, string publicUrl, string? newToken)
    {
        var (instance, agent) = row;
        return new()
        {
            Id = instance.Id,
            Name = instance.Name,
            ChannelType = instance.Channel.ToString().ToLowerInvariant(),
            IsActive = instance.IsActive,
            EvolutionUrl = instance.EvolutionUrl,
            EvolutionKey = instance.EvolutionKey?.Masked,
            WhatsappInstance = instance.WhatsAppInstance,
            Agent = agent?.Name,
            AgentApiUrl = agent?.Url,
            AgentApiKey = agent?.MaskedKey,
            AgentId = agent?.ServiceAgentId,
            AgentTimeout = agent?.TimeoutSeconds,
            AgentInstanceType = agent?.Kind,
            AgentType = agent is null ? null : agent.IsTeam ? "team" : "agent",
            AgentStreamMode = agent?.Streams,
            WebhookAuth = instance.WebhookAuth.ToString().ToLowerInvariant(),
            WebhookUrl = InstanceAddresses.WebhookOf(instance, publicUrl),
            WebhookToken = newToken ?? instance.WebhookToken.Masked,
            ChatUrl = InstanceAddresses.ChatOf(instance, publicUrl),
            EnableAutoSplit = instance.SplitsLongTexts,
            SendLimitPerMinute = instance.SendsPerMinute,
            SendingPaused = instance.IsSendingPaused,
            GiveBackMinutes = instance.GiveBackMinutes,
            AccessMode = instance.AccessMode.ToString().ToLowerInvariant(),
            AllowedOrigins = instance.AllowedOrigins,
            Status = instance.ShownState.ToString().ToLowerInvariant(),
            StatusDetail = instance.StateDetail,
            PhoneNumber = instance.OwnAddress,
            CreatedAt = instance.CreatedAt,
            UpdatedAt = instance.UpdatedAt,
        };
    }
}
