// The house style, as far as sources can show it.
using System.Text.RegularExpressions;
using Omni.Tests.Support;

namespace Omni.Tests.Architecture;

public sealed partial class HouseRules
{
    // Files that speak SQL outside Data/Postgres, each with its reason.
    private static readonly Dictionary<string, string> SpeakSql = new()
    {
        ["Omni.Core/Messages/ApplyReceipt.cs"] = "ON CONFLICT DO NOTHING: the same receipt may come twice at once",
    };

    public static TheoryData<string, string> Forbidden => new()
    {
        { "the clock of the machine instead of TimeProvider", @"\bDateTime(Offset)?\.(Utc)?Now\b" },
        { "waiting for a task in a blocking way", @"\.Result\b(?!\()|\.Wait\(\)|GetAwaiter\(\)\s*\.GetResult\(\)" },
        { "regions", @"#region" },
        { "async void", @"\basync\s+void\b" },
        { "dynamic", @"\bdynamic\s+\w+\s*[=;,)]" },
        { "ConfigureAwait", @"\.ConfigureAwait\(" },
    };

    [Fact]
    public void Core_knows_no_web()
        => AssertNone(Source.Core.Where(s => Web().IsMatch(s.Text)));

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void Nobody_uses(string what, string pattern)
    {
        Assert.NotEmpty(what);
        AssertNone(Source.All.Where(s => s.IsCode && Regex.IsMatch(s.Code, pattern)));
    }

    [Fact]
    public void No_file_is_longer_than_250_lines() => AssertNone(Source.All.Where(s => s.Lines > 250));

    /// <summary>What the compiler's own rule of white space leaves over.</summary>
    [Fact]
    public void Lines_end_without_spaces_and_files_with_one_line_break()
        => AssertNone(Source.OfTests.Concat(Source.All).Where(s => s.Text.Contains('\r') || !s.Text.EndsWith('\n') || s.Text.EndsWith("\n\n", StringComparison.Ordinal) || LooseSpace().IsMatch(s.Text)));

    /// <summary>Nothing reads those of the others, and each is as long as all entities together: take it out of the one before when a migration is added.</summary>
    [Fact]
    public void Only_the_newest_migration_carries_the_whole_model()
        => Assert.Equal(
            Directory.GetFiles(Path.Combine(Repository.Root, "Omni.Core", "Data", "Generated"), "*.Designer.cs").Order(StringComparer.Ordinal).TakeLast(1),
            Directory.GetFiles(Path.Combine(Repository.Root, "Omni.Core", "Data", "Generated"), "*.Designer.cs")
                .Where(f => File.ReadAllText(f).Contains("BuildTargetModel", StringComparison.Ordinal)));

    /// <summary>Else the browser's own bubbles lie on our sentences, and what it takes for no number never reaches us.</summary>
    [Fact]
    public void Forms_say_for_themselves_what_is_wrong()
        => AssertNone(Source.All.Where(s => s.Path.EndsWith(".razor", StringComparison.Ordinal) && BrowserJudges().IsMatch(s.Text)));

    [Fact]
    public void Program_is_a_table_of_contents_of_40_lines() => Assert.InRange(Source.All.Single(s => s.Path == "Omni.Web/Program.cs").Lines, 1, 40);

    [Fact]
    public void Query_filters_are_ignored_in_one_class_only()
        => Assert.Equal(["Omni.Core/Data/Postgres/AcrossTenants.Purges.cs", "Omni.Core/Data/Postgres/AcrossTenants.cs"], Source.All.Where(s => s.Code.Contains("IgnoreQueryFilters", StringComparison.Ordinal)).Select(s => s.Path));

    [Fact]
    public void SQL_is_spoken_in_Data_Postgres_and_where_the_list_says_why()
        => Assert.Equal(
            SpeakSql.Keys.Order(StringComparer.Ordinal),
            Source.All.Where(s => !s.Path.StartsWith("Omni.Core/Data/Postgres/", StringComparison.Ordinal) && Sql().IsMatch(s.Code)).Select(s => s.Path));

    [Fact]
    public void Whoever_looks_over_all_tenants_is_known()
        => Snapshot.Matches("across-tenants.txt", Source.All
            .Where(s => !s.Path.StartsWith("Omni.Core/Data/Postgres/", StringComparison.Ordinal) && s.Code.Contains("AcrossTenants", StringComparison.Ordinal))
            .SelectMany(s => Across().Matches(s.Code).Select(m => $"{s.Path} {m.Groups[1].Value}"))
            .Distinct()
            .Order(StringComparer.Ordinal));

    [Fact]
    public void The_nouns_of_Core_have_no_circles()
    {
        // Data knows every entity, and the registrations know everything: neither is a noun.
        var arrows = Source.Core
            .Where(s => s.Noun is not (null or "Data") && !s.Path.EndsWith("Services.cs", StringComparison.Ordinal) && !s.Path.EndsWith("/Schedules.cs", StringComparison.Ordinal))
            .SelectMany(s => Using().Matches(s.Text).Select(m => (From: s.Noun!, To: m.Groups[1].Value, s.Path)))
            .Where(a => a.From != a.To && a.To != "Data")
            .ToList();
        var nouns = arrows.Select(a => a.From).ToHashSet();

        // Takes away whoever knows nobody that is left; what cannot be taken away stands in a circle.
        while (nouns.RemoveWhere(noun => !arrows.Exists(a => a.From == noun && nouns.Contains(a.To))) > 0)
        {
        }

        Assert.True(nouns.Count == 0, string.Join('\n', arrows.Where(a => nouns.Contains(a.From) && nouns.Contains(a.To)).Select(a => $"{a.From} → {a.To}: {a.Path}").Distinct()));
    }

    [Fact]
    public void Screens_stop_reading_when_their_reader_leaves()
        => AssertNone(Source.All.Where(s => Leavable().IsMatch(s.Text) && Reader().Matches(s.Text).Any(r => Regex.IsMatch(s.Code, $@"\b{r.Groups[1].Value}\.\w+\([^;\n]*CancellationToken\.None"))));

    private static void AssertNone(IEnumerable<Source> sources) => Assert.Empty(sources.Select(s => s.Path));

    // A form that only posts buttons has nothing to judge.
    [GeneratedRegex(@"<(form|EditForm)\b(?![^\n]*\bnovalidate\b)(?![^\n]*\baction="")|<input\b[^\n]*(type=""number""|\srequired\b)")]
    private static partial Regex BrowserJudges();

    [GeneratedRegex(@"\bclass \w+ : (Live|Reading)Screen\b")]
    private static partial Regex Leavable();

    [GeneratedRegex(@"\[Inject\] public required (?:Find|List|Summarize)\w+ (\w+)")]
    private static partial Regex Reader();

    [GeneratedRegex(@"Microsoft\.AspNetCore\.(?!Identity\b|DataProtection\b)\w+")]
    private static partial Regex Web();

    [GeneratedRegex(@"\b(FromSql|ExecuteSql|SqlQuery)\w*\s*[(<]|\bNpgsqlCommand\b")]
    private static partial Regex Sql();

    [GeneratedRegex(@"\b_?across(?:Tenants)?\s*\.\s*(\w+Async)\(", RegexOptions.IgnoreCase)]
    private static partial Regex Across();

    [GeneratedRegex(@"[ \t]\n")]
    private static partial Regex LooseSpace();

    [GeneratedRegex(@"^\s*@?(?:global )?using (?:static )?(?:\w+ = )?Omni\.Core\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
