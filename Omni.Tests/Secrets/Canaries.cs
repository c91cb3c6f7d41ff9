// Secrets that must never be seen again, each with what it is.
namespace Omni.Tests.Secrets;

internal sealed class Canaries
{
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> All => _known.Keys;

    /// <summary>Makes one. It may travel in a header, and in JSON and addresses it must be written in another way.</summary>
    public string New(string what) => Keep(what, $"canary+{what.Replace(' ', '-')}/{Guid.NewGuid():N}");

    /// <summary>Takes one that Omni made.</summary>
    public string Keep(string what, string? secret)
    {
        Assert.True(secret is { Length: >= 8 }, $"{what} is no secret: '{secret}'");
        _known[secret!] = what;
        return secret!;
    }

    /// <summary>Which of them a text holds: plain, as JSON writes them, or as addresses do.</summary>
    public IReadOnlyList<string> In(string text)
        => [.. _known.Where(c => Forms(c.Key).Any(form => text.Contains(form, StringComparison.OrdinalIgnoreCase))).Select(c => c.Value)];

    public void AssertAbsent(string where, string text)
    {
        var found = In(text);

        if (found.Count > 0)
        {
            Assert.Fail($"{where} tells {string.Join(", ", found)}: {Around(text)}");
        }
    }

    private static IEnumerable<string> Forms(string secret)
        => [secret, Uri.EscapeDataString(secret), System.Text.Encodings.Web.JavaScriptEncoder.Default.Encode(secret), System.Net.WebUtility.HtmlEncode(secret)];

    private string Around(string text)
    {
        var at = _known.Keys.SelectMany(Forms).Select(form => text.IndexOf(form, StringComparison.OrdinalIgnoreCase)).Where(i => i >= 0).Min();
        return text.Substring(Math.Max(0, at - 160), Math.Min(text.Length - Math.Max(0, at - 160), 400));
    }
}
