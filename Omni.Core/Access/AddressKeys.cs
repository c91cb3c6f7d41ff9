// The texts by which rules know an address.
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;

namespace Omni.Core.Access;

public static class AddressKeys
{
    /// <summary>In lower case, the address itself first, then its other forms; empty for what no rule can be about.</summary>
    /// <param name="address">As identities hold it: see <see cref="IdentityKind"/>.</param>
    public static IReadOnlyList<string> Of(ChannelAddress address)
    {
        var value = address.Value.ToLowerInvariant();
        return address.Kind switch
        {
            IdentityKind.Phone => PhoneNumber.FromE164(address.Value).Variants(),
            IdentityKind.Lid => [$"{value}@lid"],

            // A group's identity begins with its instance.
            IdentityKind.Group => [value[(value.IndexOf(':', StringComparison.Ordinal) + 1)..]],
            IdentityKind.ImportedLead => [],

            // Team and user, account and contact: people may write the latter alone.
            IdentityKind.SlackUser or IdentityKind.ChatwootContact when value.LastIndexOf(':') is >= 0 and var colon => [value, value[(colon + 1)..]],
            _ => [value],
        };
    }

    /// <summary>Everything with which one of these texts begins, the empty text and the whole included.</summary>
    public static string[] Beginnings(IEnumerable<string> keys)
        => [.. keys.SelectMany(k => Enumerable.Range(0, Math.Min(k.Length, RulePattern.MaxPrefixLength) + 1).Select(length => k[..length])).Concat(keys).Append("").Distinct()];
}
