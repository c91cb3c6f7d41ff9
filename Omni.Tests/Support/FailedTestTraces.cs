// Keeps the browser traces of tests that failed under artifacts/traces, and drops the others.
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using Omni.Tests.Support;
using Xunit.v3;

[assembly: FailedTestTraces]

namespace Omni.Tests.Support;

/// <summary>
/// A visit that ends inside its test cannot know yet whether the test will pass: its trace waits until xunit says so.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class FailedTestTracesAttribute : BeforeAfterTestAttribute
{
    public override void After(MethodInfo methodUnderTest, IXunitTest test) => FailedTestTraces.Settle(test.UniqueID);
}

internal static partial class FailedTestTraces
{
    private static readonly ConcurrentDictionary<string, ConcurrentBag<string>> Waiting = new();

    /// <summary>Only a test known to have passed needs none.</summary>
    public static bool MayBeNeeded => TestContext.Current.TestState?.Result is null or TestResult.Failed;

    /// <summary>A file in a folder of its own; what lies beside it is kept with it.</summary>
    public static string NewFile() => Path.Combine(Directory.CreateTempSubdirectory("omni-trace-").FullName, "trace.zip");

    public static void Offer(string file)
    {
        if (TestContext.Current is { TestState: null, Test.UniqueID: var test })
        {
            Waiting.GetOrAdd(test, _ => []).Add(file);
        }
        else
        {
            Keep(file);
        }
    }

    public static void Settle(string test)
    {
        if (!Waiting.TryRemove(test, out var files))
        {
            return;
        }

        foreach (var file in files)
        {
            if (TestContext.Current.TestState?.Result == TestResult.Failed)
            {
                Keep(file);
            }
            else
            {
                Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
            }
        }
    }

    private static void Keep(string file)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root(), "artifacts", "traces")).FullName;
        var name = NotForFileNames().Replace(TestContext.Current.Test?.TestDisplayName ?? "visit", "-");
        var kept = Path.Combine(folder, $"{name[..Math.Min(name.Length, 120)]}-{Guid.NewGuid().ToString("N")[..6]}");
        var given = Path.GetDirectoryName(file)!;

        foreach (var part in Directory.GetFiles(given))
        {
            File.Copy(part, kept + Path.GetExtension(part));
        }

        Directory.Delete(given, recursive: true);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Omni.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }

    [GeneratedRegex("[^A-Za-z0-9_.-]+")]
    private static partial Regex NotForFileNames();
}
