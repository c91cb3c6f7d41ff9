// Which addresses of a payload belong to one person, and by what name.
using System.Text.Json;
using Omni.Core.Contacts;

namespace Omni.Core.Channels.WhatsApp;

internal static class AddressBook
{
    /// <summary>Every readable address, once each, phones first.</summary>
    public static IReadOnlyList<ChannelAddress> Join(IEnumerable<Jid?> jids) =>
        [.. jids.OfType<Jid>().Select(jid => jid.Address).Distinct().OrderBy(address => address.Kind != IdentityKind.Phone)];

    /// <summary>
    /// The addresses under these names, in the order given. A field called lid is believed only when it says <c>@lid</c>,
    /// and an id only when it is a jid: it may as well be a row's.
    /// </summary>
    public static IEnumerable<Jid?> Find(JsonElement item, params IEnumerable<string> names) =>
        from name in names
        let jid = Jid.Parse(item.At(name))
        where !name.EndsWith("lid", StringComparison.OrdinalIgnoreCase) || jid is { Address.Kind: IdentityKind.Lid }
        where name != "id" || jid is { Text: var text } && text.Contains('@', StringComparison.Ordinal)
        select jid;

    /// <summary>The first real name. Evolution fills unknown names with the number or the LID, which are not names.</summary>
    public static string? Name(params ReadOnlySpan<JsonElement> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (candidate.Text()?.Trim() is { } name && Jid.Parse(name) is null)
            {
                return name;
            }
        }

        return null;
    }

    public static string? Picture(params ReadOnlySpan<JsonElement> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (Uri.TryCreate(candidate.Text(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            {
                return url.AbsoluteUri;
            }
        }

        return null;
    }
}
