// Cuts a long text into several messages, as a person would write it: at blank lines, never inside a block of code.
namespace Omni.Core.Delivery;

internal static class SplitText
{
    /// <summary>Texts up to so many characters stay whole.</summary>
    public const int LongestWhole = 1_000;

    // A text of nothing but blank lines must not become a flood.
    public const int MostPieces = 50;

    /// <summary>
    /// Pieces in order, each without blank lines at its ends. Paragraphs that fit together stay together; one that is longer by itself stays whole,
    /// and so does every link, since none holds a blank line.
    /// </summary>
    public static IReadOnlyList<string> Run(string text, int most = MostPieces)
    {
        if (text.Length <= LongestWhole)
        {
            return [text];
        }

        var pieces = new List<string>();

        foreach (var paragraph in Paragraphs(text))
        {
            if (pieces.Count > 0 && (pieces[^1].Length + 2 + paragraph.Length <= LongestWhole || pieces.Count == most))
            {
                pieces[^1] = $"{pieces[^1]}\n\n{paragraph}";
            }
            else
            {
                pieces.Add(paragraph);
            }
        }

        return pieces;
    }

    // A fence of three backticks or tildes opens a block of code, in which blank lines are part of the text. One that is never closed opens none.
    private static IEnumerable<string> Paragraphs(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var paragraph = new List<string>();

        for (var at = 0; at < lines.Length; at++)
        {
            if (FenceOf(lines[at]) is { } fence && Array.FindIndex(lines, at + 1, line => line.Trim() == fence) is > 0 and var end)
            {
                paragraph.AddRange(lines[at..(end + 1)]);
                at = end;
            }
            else if (!string.IsNullOrWhiteSpace(lines[at]))
            {
                paragraph.Add(lines[at]);
            }
            else if (paragraph.Count > 0)
            {
                yield return string.Join('\n', paragraph);
                paragraph.Clear();
            }
        }

        if (paragraph.Count > 0)
        {
            yield return string.Join('\n', paragraph);
        }
    }

    private static string? FenceOf(string line)
        => line.TrimStart() is var start && start.StartsWith("```", StringComparison.Ordinal) ? "```" : start.StartsWith("~~~", StringComparison.Ordinal) ? "~~~" : null;
}
