// Numbers as they are typed. What is none is read as a number that every rule refuses, so that the rule's own sentence says what to give.
using System.Globalization;

namespace Omni.Web.Components.Shared;

internal static class NumberText
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static string Of(int? number) => number?.ToString(Plain) ?? "";

    public static string Of(decimal? number) => number?.ToString("0.##", Plain) ?? "";

    /// <summary>Null for nothing.</summary>
    public static int? Whole(string text)
        => string.IsNullOrWhiteSpace(text) ? null : int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, Plain, out var number) ? number : int.MinValue;

    /// <summary>Null for nothing. A comma is refused: it means thousands to some and a fraction to others.</summary>
    public static decimal? Amount(string text)
        => string.IsNullOrWhiteSpace(text) ? null
            : decimal.TryParse(text.Trim(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, Plain, out var number) ? number : decimal.MinValue;
}
