// Numbers over many traces, as the database counts them.
namespace Omni.Core.Traces;

public sealed record TraceSummary
{
    public required TraceCounts All { get; init; }

    public required IReadOnlyDictionary<TraceStatus, long> ByStatus { get; init; }

    public required IReadOnlyDictionary<string, long> ByMessageType { get; init; }

    /// <summary>The busiest first; fifty at most.</summary>
    public required IReadOnlyList<InstanceCounts> ByInstance { get; init; }

    public required IReadOnlyDictionary<TraceStage, long> ByErrorStage { get; init; }

    /// <summary>The most frequent reasons of errors; five at most.</summary>
    public required IReadOnlyList<ErrorCount> TopErrors { get; init; }

    /// <summary>Without gaps, oldest first.</summary>
    public required IReadOnlyList<TraceBucket> OverTime { get; init; }

    /// <summary>How much time one part of <see cref="OverTime"/> holds.</summary>
    public required TimeSpan BucketSize { get; init; }
}

public sealed record TraceCounts
{
    public long Total { get; init; }

    public long Completed { get; init; }

    public long Errors { get; init; }

    public long AccessDenied { get; init; }

    public long Superseded { get; init; }

    /// <summary>What has not come to an end.</summary>
    public long Open => Total - Completed - Errors - AccessDenied - Superseded;

    /// <summary>Of what was to be answered and has ended, the part that went well: 0 to 1. Null when nothing has.</summary>
    public double? SuccessRate => Completed + Errors > 0 ? (double)Completed / (Completed + Errors) : null;

    /// <summary>How long agents thought.</summary>
    public TimeFigures AgentTime { get; init; } = new();

    /// <summary>From the webhook to the sent answer, of messages that an agent answered.</summary>
    public TimeFigures TotalTime { get; init; } = new();
}

/// <summary>Milliseconds; null where nothing was measured.</summary>
public sealed record TimeFigures
{
    public long Count { get; init; }

    public double? Average { get; init; }

    public double? P50 { get; init; }

    public double? P95 { get; init; }

    public double? P99 { get; init; }
}

public sealed record InstanceCounts(string InstanceName, TraceCounts Counts);

public sealed record ErrorCount(TraceStage Stage, string Reason, long Count);

/// <param name="At">When it begins.</param>
/// <param name="Counts">What came in meanwhile, whenever it ended.</param>
public sealed record TraceBucket(DateTimeOffset At, TraceCounts Counts);
