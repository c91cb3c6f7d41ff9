// Reads a number that a person or a program wrote down for somebody else.
namespace Omni.Core.Contacts.Phones;

public static class TypedNumber
{
    public const string Rule = "Give a telephone number, such as +972 50 123 4567; one of your own country may leave out the country code.";

    /// <param name="text">A number in any notation, or a person's jid.</param>
    /// <param name="region">Where a number without a country code is dialled from.</param>
    /// <returns>Null when it is no number.</returns>
    public static PhoneNumber? Read(string? text, string region)
        => PhoneNumber.TryParse(text, region, out var number) || PhoneNumber.TryParse(text, null, out number) ? number
            : text is null ? null
            : text.Contains('@', StringComparison.Ordinal) ? PhoneNumber.FromJid(text.Trim())
            : InFull(text);

    // Ranges are newer than any list of them: a number that is written with its plus is believed.
    private static PhoneNumber? InFull(string text)
    {
        var written = new string([.. text.Where(c => c is not (' ' or '-' or '.' or '(' or ')' or '\u00a0' or '\u200e' or '\u200f' or '\u202a' or '\u202c'))]);
        return written.StartsWith('+') && written[1..] is { Length: >= 10 and <= 15 } digits && digits.All(char.IsAsciiDigit) && digits[0] != '0'
            ? PhoneNumber.FromE164(written)
            : null;
    }
}
