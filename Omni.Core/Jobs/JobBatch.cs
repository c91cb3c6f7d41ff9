// One batch of a step: where it begins, and what came of it.
using Omni.Core.Data;

namespace Omni.Core.Jobs;

public sealed class JobBatch(OmniDbContext db, BackgroundJob job, DateTimeOffset now)
{
    public const int MostProblems = 100;

    /// <summary>In a transaction.</summary>
    public OmniDbContext Db => db;

    public DateTimeOffset Now => now;

    /// <summary>Count, and change nothing.</summary>
    public bool IsDryRun => job.IsDryRun;

    /// <summary>Where the batch before ended; null at the beginning.</summary>
    public string? Cursor => job.Cursor;

    /// <summary>Rows at most, when fewer than usual are wanted: a batch broke, and the row that breaks it is being looked for.</summary>
    public int? Limit { get; init; }

    /// <summary>Why the next row is to be reported and passed over; null when it is to be worked on.</summary>
    public string? Skipping { get; init; }

    /// <summary>The conversations that changed, for open screens.</summary>
    internal HashSet<Guid> Changed { get; } = [];

    /// <summary>So many rows were looked at.</summary>
    public void Look(long rows) => job.Done += rows;

    /// <summary>Counts what came of it.</summary>
    public void Count(string name, long number)
    {
        if (number != 0)
        {
            job.Counts[name] = job.Counts.GetValueOrDefault(name) + number;
        }
    }

    /// <summary>Reports a row that could not be worked on, with its reason in words.</summary>
    public void Report(string problem)
    {
        Count("bad", 1);

        if (job.Problems.Count < MostProblems)
        {
            job.Problems = [.. job.Problems, problem];
        }
    }

    public void Touch(IEnumerable<Guid> conversations) => Changed.UnionWith(conversations);
}
