// Looks whether a gateway may be told to fetch from an address: it fetches what agents and programs name, from inside its own network.
using System.Net;
using System.Net.Sockets;
using Omni.Core.Results;

namespace Omni.Core.Channels.Outbound;

public sealed class CheckFetch(OutboundRule rule)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <returns>What is wrong, for people; null when nothing is, or when nobody here knows the name and the gateway has to.</returns>
    public async Task<string?> RefusalAsync(string url, CancellationToken cancellationToken)
    {
        if (WebAddress.Read(url) is not { } address)
        {
            return "The file's address cannot be read.";
        }

        var host = address.BareHost;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await ResolveAsync(host, cancellationToken);
        return addresses.All(a => rule.Allows(host, address.Port, a)) ? null : $"The file cannot be fetched: {new OutboundRefusedException(host).Message}";
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
            // Some systems know every name under localhost, some know none.
            return host.TrimEnd('.') is var name && (name is "localhost" || name.EndsWith(".localhost", StringComparison.Ordinal)) ? [IPAddress.Loopback] : [];
        }
    }
}
