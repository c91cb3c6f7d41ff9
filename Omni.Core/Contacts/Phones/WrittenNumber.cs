using System.Globalization;

namespace Omni.Core.Contacts.Phones;

// What stands on the page before any plan is asked: the digits in ASCII, whether a plus leads them, whether it is a jid.
internal readonly record struct WrittenNumber(string Digits, bool HasPlus, bool IsJid)
{
    private const int MostDigits = 24;
    private const string Signs = "./~．／～⁓∼()[]（）［］−";

    public static WrittenNumber? Read(string? text)
    {
        var rest = text.AsSpan().Trim();
        var at = rest.IndexOf('@');
        return at < 0 ? ReadTyped(rest)
            : IsPersonServer(rest[(at + 1)..]) ? ReadDigits(User(rest[..at]), isJid: true)
            : null;
    }

    // The digits of any other server (lid, g.us, broadcast, newsletter) look like a number and are none.
    private static bool IsPersonServer(ReadOnlySpan<char> server) =>
        server.Equals("s.whatsapp.net", StringComparison.OrdinalIgnoreCase)
        || server.Equals("c.us", StringComparison.OrdinalIgnoreCase);

    // A jid's user may carry the agent and the linked device: 972501234567:5, 972501234567.0:5, 972501234567_1:5.
    private static ReadOnlySpan<char> User(ReadOnlySpan<char> user) =>
        user.IndexOfAny(':', '.', '_') is >= 0 and var end ? user[..end] : user;

    private static WrittenNumber? ReadTyped(ReadOnlySpan<char> typed)
    {
        if (!typed.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
            return ReadDigits(typed, isJid: false);

        var parameters = typed.IndexOf(';');
        return ReadDigits(parameters < 0 ? typed[4..] : typed[4..parameters], isJid: false);
    }

    private static WrittenNumber? ReadDigits(ReadOnlySpan<char> written, bool isJid)
    {
        Span<char> digits = stackalloc char[MostDigits];
        var count = 0;
        var hasPlus = false;

        foreach (var sign in written)
        {
            if (CharUnicodeInfo.GetDecimalDigitValue(sign) is >= 0 and var value)
            {
                if (count == MostDigits)
                    return null;

                digits[count++] = (char)('0' + value);
            }
            else if (sign is '+' or '＋' && count == 0)
            {
                hasPlus = true;
            }
            else if (!IsSeparator(sign))
            {
                return null;
            }
        }

        return count == 0 ? null : new WrittenNumber(digits[..count].ToString(), hasPlus, isJid);
    }

    // Format characters are the marks that set the direction of text; they come along when a number is copied out of Hebrew.
    private static bool IsSeparator(char sign) =>
        char.IsWhiteSpace(sign)
        || Signs.Contains(sign)
        || CharUnicodeInfo.GetUnicodeCategory(sign) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format;
}
