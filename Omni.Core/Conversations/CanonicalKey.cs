// The one name of a thread within its tenant.
using Omni.Core.Contacts;

namespace Omni.Core.Conversations;

/// <summary><c>phone:{tenant}:{e164}</c>, <c>group:{tenant}:{instance}:{jid}</c>, else <c>{channel}:{tenant}:{address}</c>; the tenant by its slug.</summary>
public static class CanonicalKey
{
    public static string For(string tenantSlug, string instanceName, IReadOnlyList<ChannelAddress> addresses)
    {
        foreach (var address in addresses)
        {
            if (address.Kind is IdentityKind.Phone)
            {
                return $"phone:{tenantSlug}:{address.Value}";
            }
        }

        var first = addresses[0];
        return first.Kind is IdentityKind.Group
            ? $"group:{tenantSlug}:{instanceName}:{first.Value}"
            : $"{first.Channel.ToString().ToLowerInvariant()}:{tenantSlug}:{first.Value}";
    }
}
