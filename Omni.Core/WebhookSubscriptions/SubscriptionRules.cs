// What a subscription's fields may hold. Names of fields are those on the wire.
using System.Net;
using Omni.Core.Channels.Outbound;
using Omni.Core.Results;
using Omni.Core.Secrets;

namespace Omni.Core.WebhookSubscriptions;

internal static class SubscriptionRules
{
    /// <summary>A tenant whose receivers all hang must not fill the lanes.</summary>
    public const int MostPerTenant = 16;

    public static void CheckUrl(FieldErrors errors, string? url, OutboundRule rule)
    {
        if (url is not { Length: <= WebAddress.MaxLength } || WebAddress.Read(url) is not { } address)
        {
            errors.Add("url", WebAddress.Rule);
            return;
        }

        // A name is looked up when there is something to deliver: what it leads to may change.
        errors.Require(
            !IPAddress.TryParse(address.BareHost, out var literal) || rule.Allows(address.BareHost, address.Port, literal),
            "url", "This address is private. Give one that can be reached from the internet, or let the operator of this Omni allow it.");
    }

    public static void CheckEvents(FieldErrors errors, IReadOnlyList<string?>? events)
    {
        var unknown = events?.Where(e => e is not WebhookEvents.Any && !WebhookEvents.All.Contains(e)).ToArray() ?? [];
        errors.Require(unknown.Length == 0, "events", $"Choose from {string.Join(", ", WebhookEvents.All)}; none, or *, means all.");
    }

    public static void CheckSecret(FieldErrors errors, string? secret)
        => errors.Require(secret is null || (secret.Length is >= 16 and <= 200 && Masked.IsHeaderSafe(secret)), "secret", "Use 16 to 200 characters without spaces and without letters beyond ASCII.");

    /// <summary>As they are kept: each once, in the order of <see cref="WebhookEvents.All"/>; none for all.</summary>
    public static List<string> Kept(IReadOnlyList<string?>? events)
        => events is null || events.Contains(WebhookEvents.Any) ? [] : [.. WebhookEvents.All.Where(e => events.Contains(e))];
}
