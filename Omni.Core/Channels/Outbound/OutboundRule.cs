// Decides where Omni may connect to: the public internet, and of private addresses those that the operator listed.
using System.Net;
using Microsoft.Extensions.Options;

namespace Omni.Core.Channels.Outbound;

public sealed class OutboundRule(IOptions<OutboundOptions> options)
{
    private readonly AllowedHost[] _allowed = [.. options.Value.AllowedPrivateHosts.Select(AllowedHost.Parse).OfType<AllowedHost>()];

    /// <param name="host">A name or literal, as it stands in the URL.</param>
    /// <param name="port">That is connected to.</param>
    /// <param name="address">What the host has resolved to: the very address that is then connected to.</param>
    public bool Allows(string host, int port, IPAddress address)
    {
        var (name, plain) = (host.TrimEnd('.').ToLowerInvariant(), PrivateAddresses.Plain(address));
        return !PrivateAddresses.Contains(plain) || _allowed.Any(a => a.Covers(name, port, plain));
    }
}
