// The one name of a thread within its tenant.
using Omni.Core.Contacts;
using Omni.Core.Contacts.Phones;

namespace Omni.Core.Conversations;

/// <summary>
/// <c>lead:{tenant}:{lead}</c> when the contact has a lead, else <c>phone:{tenant}:{e164}</c>, <c>group:{tenant}:{instance}:{jid}</c>,
/// <c>{channel}:{tenant}:{address}</c>; the tenant by its slug.
/// </summary>
public static class CanonicalKey
{
    public static string For(string tenantSlug, string instanceName, IReadOnlyList<ChannelAddress> addresses)
    {
        foreach (var address in addresses)
        {
            if (address.Kind is IdentityKind.Phone)
            {
                return OfPhone(tenantSlug, address.Value);
            }
        }

        var first = addresses[0];
        return first.Kind is IdentityKind.Group
            ? OfGroup(tenantSlug, $"{instanceName}:{first.Value}")
            : OfAddress(tenantSlug, first);
    }

    public static string OfLead(string tenantSlug, Guid leadId) => $"lead:{tenantSlug}:{leadId}";

    public static string OfPhone(string tenantSlug, string e164) => $"phone:{tenantSlug}:{e164}";

    /// <summary>
    /// The keys under which a thread is to be found that has this key: of a number all the forms by which its subscriber is known,
    /// so that two first messages at once, one from each form, meet in one unique index.
    /// </summary>
    public static IReadOnlyList<string> Forms(string tenantSlug, string key)
    {
        var phone = OfPhone(tenantSlug, "");
        return key.StartsWith(phone, StringComparison.Ordinal)
            ? [.. PhoneNumber.FromE164(key[phone.Length..]).Variants().Select(v => phone + v)]
            : [key];
    }

    /// <summary>Of an address as identities hold it: a group's carries its instance already.</summary>
    internal static string OfIdentity(string tenantSlug, ChannelAddress address) => address.Kind switch
    {
        IdentityKind.Phone => OfPhone(tenantSlug, address.Value),
        IdentityKind.Group => OfGroup(tenantSlug, address.Value),
        _ => OfAddress(tenantSlug, address),
    };

    private static string OfGroup(string tenantSlug, string instanceAndJid) => $"group:{tenantSlug}:{instanceAndJid}";

    private static string OfAddress(string tenantSlug, ChannelAddress address) => $"{address.Channel.ToString().ToLowerInvariant()}:{tenantSlug}:{address.Value}";
}
