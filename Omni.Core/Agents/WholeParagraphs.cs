// How much of a text that still grows is whole paragraphs.
namespace Omni.Core.Agents;

internal static class WholeParagraphs
{
    /// <summary>
    /// The end of the last paragraph behind <paramref name="start"/> that a blank line has closed; <paramref name="start"/> when there is none. Blank lines
    /// in a block of code close nothing: a fence that is not closed yet may still be.
    /// </summary>
    /// <param name="text">What there is so far.</param>
    /// <param name="start">Where a paragraph begins.</param>
    public static int EndOf(string text, int start)
    {
        var (end, hasWords, fence) = (start, false, (string?)null);

        for (var at = start; text.IndexOf('\n', at) is >= 0 and var lineEnd; at = lineEnd + 1)
        {
            var line = text.AsSpan(at, lineEnd - at).Trim();

            if (fence is not null)
            {
                fence = line.SequenceEqual(fence) ? null : fence;
            }
            else if (line.IsEmpty)
            {
                end = hasWords ? lineEnd + 1 : end;
            }
            else
            {
                hasWords = true;
                fence = line.StartsWith("```") ? "```" : line.StartsWith("~~~") ? "~~~" : null;
            }
        }

        return end;
    }
}
