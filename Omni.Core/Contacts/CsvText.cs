// A spreadsheet takes a text that begins so for a formula: it gets an apostrophe in front, which reading takes away again.
namespace Omni.Core.Contacts;

internal static class CsvText
{
    private static bool IsFormula(ReadOnlySpan<char> text) => text.Length > 0 && text[0] is ('=' or '+' or '-' or '@' or '\t' or '\r' or '\n');

    public static string? Guard(string? text) => text is not null && IsFormula(text) && !IsNumber(text) ? $"'{text}" : text;

    public static string Unguard(string text) => text.StartsWith('\'') && IsFormula(text.AsSpan(1)) ? text[1..] : text;

    // A plus and digits is a telephone number; there is nothing in it to run.
    private static bool IsNumber(string text) => text[0] == '+' && text.Length > 1 && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}
