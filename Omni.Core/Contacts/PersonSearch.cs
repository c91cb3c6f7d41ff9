// What somebody types to find a person: part of a name or address, or a number in any form.
using Omni.Core.Contacts.Phones;
using Omni.Core.Texts;

namespace Omni.Core.Contacts;

/// <param name="Pattern">For ILIKE, escaped by <c>\</c>.</param>
/// <param name="Digits">For LIKE on numbers; null when it was no part of a number.</param>
/// <param name="Numbers">Every form of the whole number, when it was one.</param>
internal sealed record PersonSearch(string Pattern, string? Digits, IReadOnlyList<string> Numbers)
{
    private const int FewestDigits = 3;

    /// <summary>Null for a search that says nothing.</summary>
    public static PersonSearch? Of(string? text, string region)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var search = text.Trim();

        // 054-123 is +97254123: the trunk zero is not part of the stored number.
        var digits = search.Any(char.IsLetter) ? "" : new string([.. search.Where(char.IsAsciiDigit)]).TrimStart('0');
        return new($"%{search.AsLiteralPattern()}%", digits.Length >= FewestDigits ? $"%{digits}%" : null, Forms(search, region));
    }

    private static string[] Forms(string search, string region)
    {
        var local = PhoneNumber.TryParse(search, region, out var typed) ? typed.Variants() : [];
        var international = PhoneNumber.TryParse(search, null, out var whole) ? whole.Variants() : [];
        return [.. local.Concat(international).Distinct()];
    }
}
