// Compares an address as a channel writes it (Message.Address) with addresses as identities hold them.
using Omni.Core.Channels.WhatsApp;
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;

namespace Omni.Core.Channels;

public static class WrittenAddress
{
    /// <param name="written">In the channel's own words: a jid, a number, a visitor's id.</param>
    /// <param name="addresses">As identities hold them.</param>
    public static bool IsOneOf(string written, IReadOnlyCollection<ChannelAddress> addresses)
        => addresses.Any(a => a.Value == written) || (Read(written) is { } address && addresses.Any(a => IsSame(a, address)));

    /// <summary>A jid or a number as an address; null for anything else.</summary>
    public static ChannelAddress? Read(string written) => Jid.Parse(written)?.Address;

    private static bool IsSame(ChannelAddress one, ChannelAddress other)
        => one == other || (one.Kind is IdentityKind.Phone && other.Kind is IdentityKind.Phone
            && PhoneNumber.FromE164(one.Value).Canonical == PhoneNumber.FromE164(other.Value).Canonical);
}
