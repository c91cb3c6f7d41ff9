// Cuts a long text into several messages, as a person would write it: at blank lines, never inside a block of code.
using System.Text;

namespace Omni.Core.Delivery;

internal static class SplitText
{
    /// <summary>Texts up to so many characters stay whole.</summary>
    public const int LongestWhole = 1_000;

    // A text of nothing but blank lines must not become a flood.
    public const int MostPieces = 50;

    private static readonly string[] Fences = ["```", "~~~"];

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

        var pieces = new List<StringBuilder>();

        foreach (var paragraph in Paragraphs(text))
        {
            if (pieces.Count > 0 && (pieces[^1].Length + 2 + paragraph.Length <= LongestWhole || pieces.Count == most))
            {
                pieces[^1].Append("\n\n").Append(paragraph);
            }
            else
            {
                pieces.Add(new(paragraph));
            }
        }

        return [.. pieces.Select(p => p.ToString())];
    }

    // A fence of three backticks or tildes opens a block of code, in which blank lines are part of the text. One that is never closed opens none.
    private static IEnumerable<string> Paragraphs(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        var paragraph = new List<string>();

        // Looked up once: a text of nothing but opened fences must not be searched to its end for each of them.
        var lastEnds = Fences.ToDictionary(f => f, f => Array.FindLastIndex(lines, line => line.Trim() == f));

        for (var at = 0; at < lines.Length; at++)
        {
            if (FenceOf(lines[at]) is { } fence && at < lastEnds[fence])
            {
                var end = Array.FindIndex(lines, at + 1, line => line.Trim() == fence);
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
    {
        var start = line.TrimStart();
        return Fences.FirstOrDefault(f => start.StartsWith(f, StringComparison.Ordinal));
    }
}
