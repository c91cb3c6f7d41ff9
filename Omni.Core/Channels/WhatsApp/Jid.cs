// WhatsApp's addresses: 5511988887777:12@s.whatsapp.net, 111111111111111@lid, 120363000000000001@g.us.
using System.Text.Json;
using Omni.Core.Contacts;

namespace Omni.Core.Channels.WhatsApp;

/// <param name="Text">The jid as received, without its device part and plus.</param>
/// <param name="Address">The same in Omni's normal form.</param>
internal readonly record struct Jid(string Text, ChannelAddress Address)
{
    private const int ShortestNumber = 5;
    private const int LongestNumber = 15;
    private const int LongestLid = 20;
    private const int LongestGroup = 64;

    public static Jid? Parse(JsonElement element) => Parse(element.Text());

    /// <summary>Null for what is no person and no group: stories, broadcast lists, newsletters, nonsense.</summary>
    public static Jid? Parse(string? text)
    {
        if (text is null || text.Length > LongestGroup)
        {
            return null;
        }

        var at = text.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            // The EVOLUTION channel echoes the number as it was typed: +52 1 55 1234-5678.
            var typed = string.Concat(text.Where(letter => !" -().+".Contains(letter, StringComparison.Ordinal)));
            return IsNumber(typed, LongestNumber) ? new(typed, Phone(typed)) : null;
        }

        var user = text[..at].Trim().TrimStart('+').Split(':')[0];
        var server = text[(at + 1)..].Trim().ToLowerInvariant();
        var clean = $"{user}@{server}";
        return server switch
        {
            "s.whatsapp.net" or "c.us" when IsNumber(user, LongestNumber) => new(clean, Phone(user)),
            "lid" when IsNumber(user, LongestLid) => new(clean, new(ChannelType.WhatsApp, IdentityKind.Lid, user)),
            "g.us" when IsGroup(user) => new(clean, new(ChannelType.WhatsApp, IdentityKind.Group, clean)),
            _ => null,
        };
    }

    /// <summary>What Evolution's <c>number</c> takes: digits for a phone, else the whole jid.</summary>
    public string ToNumber() => Address.Kind switch
    {
        IdentityKind.Phone => Address.Value[1..],
        IdentityKind.Lid => $"{Address.Value}@lid",
        _ => Address.Value,
    };

    private static ChannelAddress Phone(string digits) => new(ChannelType.WhatsApp, IdentityKind.Phone, $"+{digits}");

    private static bool IsNumber(string text, int longest) =>
        text.Length >= ShortestNumber && text.Length <= longest && text.All(char.IsAsciiDigit);

    // New groups are digits, old ones creator-time.
    private static bool IsGroup(string text) => text.Length > 0 && text.All(letter => char.IsAsciiDigit(letter) || letter == '-');
}
