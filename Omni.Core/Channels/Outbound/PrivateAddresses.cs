// Which addresses are not the public internet's, by IANA's special-purpose registries, and the disguises they come in.
using System.Net;
using System.Net.Sockets;

namespace Omni.Core.Channels.Outbound;

internal static class PrivateAddresses
{
    private static readonly IPNetwork[] PrivateV4 =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ]).Select(IPNetwork.Parse),
    ];

    // All that is public lies in here; these parts of it do not.
    private static readonly IPNetwork PublicV6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] PrivateV6 = [.. ((string[])["2001::/23", "2001:db8::/32", "3fff::/20"]).Select(IPNetwork.Parse)];
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>The address without its disguise as IPv6, and without a zone.</summary>
    public static IPAddress Plain(IPAddress address)
        => address.IsIPv4MappedToIPv6 ? address.MapToIPv4()
            : address.AddressFamily is AddressFamily.InterNetworkV6 ? new(address.GetAddressBytes())
            : address;

    public static bool Contains(IPAddress address)
    {
        var plain = Plain(address);

        if (plain.AddressFamily is AddressFamily.InterNetwork)
        {
            return PrivateV4.Any(range => range.Contains(plain));
        }

        var bytes = plain.GetAddressBytes();
        return SixToFour.Contains(plain) ? Contains(new IPAddress(bytes.AsSpan(2, 4)))
            : Nat64.Contains(plain) ? Contains(new IPAddress(bytes.AsSpan(12, 4)))
            : !PublicV6.Contains(plain) || PrivateV6.Any(range => range.Contains(plain));
    }
}
