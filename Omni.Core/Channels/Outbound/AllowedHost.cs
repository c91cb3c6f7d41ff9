// One entry of Omni:Outbound:AllowedPrivateHosts: a name, all names under one, or a range of addresses, perhaps at one port only.
using System.Globalization;
using System.Net;

namespace Omni.Core.Channels.Outbound;

internal sealed record AllowedHost(string? Name, IPNetwork? Range, int? Port)
{
    /// <summary>Null when the text is none.</summary>
    public static AllowedHost? Parse(string text)
    {
        var (host, port) = SplitPort(text.Trim());

        if (port is < 0 or > 65_535)
        {
            return null;
        }

        if (IPAddress.TryParse(host, out var address))
        {
            address = PrivateAddresses.Plain(address);
            return new(null, new(address, address.GetAddressBytes().Length * 8), port);
        }

        if (IPNetwork.TryParse(host, out var range))
        {
            return new(null, range, port);
        }

        var name = host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host;
        return Uri.CheckHostName(name) is UriHostNameType.Dns ? new(host.ToLowerInvariant(), null, port) : null;
    }

    /// <param name="host">In lower case and without a dot at its end.</param>
    /// <param name="port">That is connected to.</param>
    /// <param name="address">What the host resolved to, in its plain form.</param>
    public bool Covers(string host, int port, IPAddress address)
        => (Port is null || Port == port) && (Range?.Contains(address) ?? IsNamed(host));

    private bool IsNamed(string host) => Name!.StartsWith("*.", StringComparison.Ordinal) ? host.EndsWith(Name[1..], StringComparison.Ordinal) : host == Name;

    // Minus one stands for a port that cannot be read.
    private static (string Host, int? Port) SplitPort(string text)
    {
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        var colon = end > 0 ? text.IndexOf(':', end) : text.Count(c => c == ':') == 1 ? text.IndexOf(':', StringComparison.Ordinal) : -1;
        var host = end > 0 ? text[1..end] : colon < 0 ? text : text[..colon];
        return colon < 0 ? (host, null) : (host, int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : -1);
    }
}
