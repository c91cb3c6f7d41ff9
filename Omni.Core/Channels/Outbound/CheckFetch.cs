// Looks whether a gateway may be told to fetch from an address: it fetches what agents and programs name, from inside its own network.
using System.Net;
using System.Net.Sockets;

namespace Omni.Core.Channels.Outbound;

public sealed class CheckFetch(OutboundRule rule)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>What is wrong, for people; null when nothing is, or when nobody here knows the name and the gateway has to.</returns>
    public async Task<string?> RefusalAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address))
        {
            return "The file's address cannot be read.";
        }

        // DnsSafeHost is without the brackets of IPv6.
        var addresses = IPAddress.TryParse(address.DnsSafeHost, out var literal) ? [literal] : await ResolveAsync(address.DnsSafeHost, cancellationToken);
        return addresses.All(a => rule.Allows(address.DnsSafeHost, address.Port, a)) ? null : $"The file cannot be fetched: {new OutboundRefusedException(address.DnsSafeHost).Message}";
    }

    private static async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);

        try
        {
            return await Dns.GetHostAddressesAsync(host, patience.Token);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return [];
        }
    }
}
