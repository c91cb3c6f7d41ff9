using Omni.Core.Jobs;

namespace Omni.Web.Api;

/// <param name="JobId">The same as <paramref name="Id"/>.</param>
/// <param name="Id">By which it is asked for.</param>
/// <param name="Kind">What work.</param>
/// <param name="Status">queued, running, completed, failed or cancelled.</param>
/// <param name="DryRun">Whether it only looks.</param>
/// <param name="Step">The step it is in; null before the first.</param>
/// <param name="Total">Rows to look at; null until they were counted.</param>
/// <param name="Done">Rows looked at.</param>
/// <param name="Progress">From 0 to 1.</param>
/// <param name="Counts">What came of it, by name. What is not named did not occur.</param>
/// <param name="Problems">The first hundred rows that could not be worked on.</param>
/// <param name="Error">Why it failed as a whole; null otherwise.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
internal sealed record JobAnswer(
    Guid JobId,
    Guid Id,
    BackgroundJobKind Kind,
    BackgroundJobStatus Status,
    bool DryRun,
    string? Step,
    long? Total,
    long Done,
    double Progress,
    IReadOnlyDictionary<string, long> Counts,
    IReadOnlyList<string> Problems,
    string? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt)
{
    public static JobAnswer Of(BackgroundJob job) => new(
        job.Id, job.Id, job.Kind, job.Status, job.IsDryRun, job.Step, job.Total, job.Done, job.Progress, job.Counts, job.Problems, job.Error, job.CreatedAt, job.StartedAt, job.FinishedAt);
}
