// An instance with its secrets opened: what a channel needs to prove, send and ask. Never logged, never stored.
namespace Omni.Core.Channels;

public sealed record ChannelConnection
{
    public required Guid InstanceId { get; init; }

    public required string InstanceName { get; init; }

    /// <summary>False when the instance takes unsigned webhooks.</summary>
    public required bool RequiresProof { get; init; }

    public required string WebhookToken { get; init; }

    /// <summary>The gateway's base address, without a trailing slash; null for channels without a gateway.</summary>
    public string? GatewayUrl { get; init; }

    /// <summary>The gateway's key, sent as the <c>apikey</c> header by WhatsApp.</summary>
    public string? GatewayKey { get; init; }

    /// <summary>The instance's name on the gateway.</summary>
    public string? GatewayInstance { get; init; }

    public override string ToString() => $"{InstanceName} ({InstanceId})";
}
