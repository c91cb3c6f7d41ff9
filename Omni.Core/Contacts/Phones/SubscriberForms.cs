namespace Omni.Core.Contacts.Phones;

// Three countries put a digit into mobile numbers that WhatsApp sometimes keeps and sometimes leaves out (Evolution, createJid).
internal static class SubscriberForms
{
    /// <summary>The other digits by which the same subscriber is known, or null where there is one form only.</summary>
    public static string? OtherThan(string digits) => digits.Length switch
    {
        13 => Shorter(digits),
        12 => Longer(digits),
        _ => null,
    };

    private static string? Shorter(string digits) => digits switch
    {
        ['5', '5', >= '1' and <= '9', >= '1' and <= '9', '9', var first, ..] when !IsBrazilianFixedLine(first) => digits.Remove(4, 1),
        ['5', '2', '1', >= '2' and <= '9', ..] => digits.Remove(2, 1),
        ['5', '4', '9', >= '1' and <= '3', ..] => digits.Remove(2, 1),
        _ => null,
    };

    private static string? Longer(string digits) => digits switch
    {
        ['5', '5', >= '1' and <= '9', >= '1' and <= '9', var first, ..] when !IsBrazilianFixedLine(first) => digits.Insert(4, "9"),
        ['5', '2', >= '2' and <= '9', ..] => digits.Insert(2, "1"),
        ['5', '4', >= '1' and <= '3', ..] => digits.Insert(2, "9"),
        _ => null,
    };

    // 11 2345-6789 is a house and 11 92345-6789 a stranger's mobile: only what was a mobile before the 9 came has two forms.
    private static bool IsBrazilianFixedLine(char first) => first is >= '2' and <= '5';
}
