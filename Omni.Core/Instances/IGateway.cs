// What can be done with an account on a channel's gateway. Channels implement it.
using Omni.Core.Contacts;
using Omni.Core.Results;

namespace Omni.Core.Instances;

/// <summary>Every call answers within ten seconds, never throws for what a gateway or network does, and errors hold no keys.</summary>
public interface IGateway
{
    ChannelType Channel { get; }

    /// <summary>Makes the account on the gateway if it is missing, and points its webhook at Omni.</summary>
    Task<Result<Done>> SetUpAsync(GatewayAccount account, string webhookUrl, string webhookToken, CancellationToken cancellationToken);

    Task<Result<GatewayState>> FindStateAsync(GatewayAccount account, CancellationToken cancellationToken);

    /// <summary>Begins to connect. The answer may hold a code to scan; asking again gives the newest one.</summary>
    Task<Result<GatewayState>> ConnectAsync(GatewayAccount account, CancellationToken cancellationToken);

    Task<Result<GatewayState>> RestartAsync(GatewayAccount account, CancellationToken cancellationToken);

    /// <summary>Signs the account out; logging out one that is not signed in is fine.</summary>
    Task<Result<GatewayState>> LogOutAsync(GatewayAccount account, CancellationToken cancellationToken);
}

/// <summary>An account on a gateway, with its key opened. Never logged, never stored.</summary>
public sealed record GatewayAccount(string Url, string? Key, string Name)
{
    public override string ToString() => Name;
}

/// <summary>What a gateway says of an account.</summary>
/// <param name="State">Whether it can be reached.</param>
/// <param name="Detail">Why, in a few words.</param>
/// <param name="QrCode">A picture to scan, as a <c>data:image/png</c> address.</param>
/// <param name="PairingCode">The same to type.</param>
public sealed record GatewayState(ConnectionState State, string? Detail = null, string? QrCode = null, string? PairingCode = null)
{
    public const string AsksToScan = "Scan the code with WhatsApp, under linked devices.";
}
