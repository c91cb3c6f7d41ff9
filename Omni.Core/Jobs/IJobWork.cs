// What a kind of long work is made of. A new kind is one class, registered as IJobWork, and a word in BackgroundJobKind.
using Omni.Core.Data;

namespace Omni.Core.Jobs;

public interface IJobWork
{
    BackgroundJobKind Kind { get; }

    /// <summary>In the order in which they run; each name once.</summary>
    IReadOnlyList<IJobStep> Steps { get; }
}

/// <summary>One step of a long work, done in small batches. An instance serves one run of one job: what it remembers is gone after a break, except in a dry run, which then begins anew.</summary>
public interface IJobStep
{
    /// <summary>At most 60 characters; stored, so it stays the same.</summary>
    string Name { get; }

    /// <summary>How many rows there are to look at, for the progress bar.</summary>
    Task<long> CountAsync(OmniDbContext db, CancellationToken cancellationToken);

    /// <summary>
    /// Does the next batch inside the transaction that also stores the cursor: both happen or neither. The same batch may be tried several times.
    /// Answers the new cursor, of at most 200 characters; null when the step is done.
    /// </summary>
    Task<string?> RunAsync(JobBatch batch, CancellationToken cancellationToken);
}
