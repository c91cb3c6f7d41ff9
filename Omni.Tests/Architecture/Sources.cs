// The sources as text, for the rules that no compiler keeps.
using System.Text.RegularExpressions;
using Omni.Tests.Support;

namespace Omni.Tests.Architecture;

/// <param name="Path">From the repository's root, with forward slashes.</param>
/// <param name="Text">As it is on disk.</param>
internal sealed partial record Source(string Path, string Text)
{
    private static readonly string[] Kinds = [".cs", ".razor", ".css"];

    /// <summary>Everything that people wrote in Core and Web.</summary>
    public static IReadOnlyList<Source> All { get; } = [.. Read("Omni.Core"), .. Read("Omni.Web")];

    public static IEnumerable<Source> OfTests => [.. Read("Omni.Tests"), .. Read("Omni.Bench")];

    public static IEnumerable<Source> Core => All.Where(s => s.Path.StartsWith("Omni.Core/", StringComparison.Ordinal) && s.IsCode);

    public bool IsCode => Path.EndsWith(".cs", StringComparison.Ordinal) || Path.EndsWith(".razor", StringComparison.Ordinal);

    public int Lines => Text.Count(c => c == '\n');

    /// <summary>The text without what follows <c>//</c>, so that a comment may name what code must not.</summary>
    public string Code => Comment().Replace(Text, "");

    /// <summary>The noun of Core that a file belongs to; null at the root.</summary>
    public string? Noun => Path.Split('/') is [_, var noun, _, ..] ? noun : null;

    private static IEnumerable<Source> Read(string project)
        => Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, project), "*", SearchOption.AllDirectories)
            .Select(file => (File: file, Path: System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')))
            .Where(f => Kinds.Contains(System.IO.Path.GetExtension(f.Path)) && !f.Path.Split('/').Any(part => part is "obj" or "bin" or "Generated"))
            .OrderBy(f => f.Path, StringComparer.Ordinal)
            .Select(f => new Source(f.Path, System.IO.File.ReadAllText(f.File)));

    [GeneratedRegex("(?<!:)//.*")]
    private static partial Regex Comment();
}
