using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Omni.Web.Components.Inbox;

public sealed partial class MessageText
{
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    /// <summary>Cuts the text into plain parts and web addresses; nothing is lost between them.</summary>
    internal static IEnumerable<(string Part, string? Address)> Parts(string text)
    {
        var end = 0;

        foreach (Match match in Address().Matches(text))
        {
            // What ends a sentence is not part of the address.
            var found = match.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '"', '»', '”', '’');

            if (!Uri.TryCreate(found, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            {
                continue;
            }

            if (match.Index > end)
            {
                yield return (text[end..match.Index], null);
            }

            yield return (found, address.AbsoluteUri);
            end = match.Index + found.Length;
        }

        if (end < text.Length)
        {
            yield return (text[end..], null);
        }
    }

    [GeneratedRegex(@"\bhttps?://[^\s<>]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
