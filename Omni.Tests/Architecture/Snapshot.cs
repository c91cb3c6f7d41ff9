// A list kept beside the tests, so that a change of it is seen in review. OMNI_WRITE_SNAPSHOTS=1 writes what is there now.
using Omni.Tests.Support;

namespace Omni.Tests.Architecture;

internal static class Snapshot
{
    public static void Matches(string file, IEnumerable<string> lines)
    {
        var path = Path.Combine(Repository.Root, "Omni.Tests", "Architecture", file);
        var found = lines.ToList();

        if (Environment.GetEnvironmentVariable("OMNI_WRITE_SNAPSHOTS") is "1")
        {
            File.WriteAllLines(path, found);
        }

        var kept = File.Exists(path) ? File.ReadAllLines(path) : [];
        Assert.True(
            found.SequenceEqual(kept),
            $"""
             {file} no longer says what is there. If that is meant: OMNI_WRITE_SNAPSHOTS=1 ./test -class "*Architecture*".
             new: {string.Join("\n     ", found.Except(kept))}
             gone: {string.Join("\n      ", kept.Except(found))}
             """);
    }
}
