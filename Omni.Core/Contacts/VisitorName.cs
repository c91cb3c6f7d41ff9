// What somebody is called of whom neither a name nor a number is known.
using Omni.Core.Texts;

namespace Omni.Core.Contacts;

public static class VisitorName
{
    private const string Word = "visitor ";

    // Where the four signs begin in an id as text: the end of a version 7 GUID is its random part.
    private const int Begin = 32;

    public static string Of(Guid contactId) => $"Visitor {contactId.ToString()[Begin..]}";

    /// <summary>Like which an id has to be as text, for LIKE, so that the name has <paramref name="search"/> in it; null when no such name has.</summary>
    internal static string? PatternOf(string search)
    {
        var sought = search.ToLowerInvariant();
        var before = new string('_', Begin);
        return Word.Contains(sought, StringComparison.Ordinal) ? $"{before}%"
            : sought.StartsWith(Word, StringComparison.Ordinal) ? $"{before}{sought[Word.Length..].AsLiteralPattern()}%"
            : sought.Length <= 4 && sought.All(char.IsAsciiHexDigit) ? $"{before}%{sought}%"
            : null;
    }
}
