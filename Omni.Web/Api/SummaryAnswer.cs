using System.Text.Json;
using Omni.Core.Traces;

namespace Omni.Web.Api;

/// <summary>Numbers over traces as the API shows them. Times are milliseconds.</summary>
internal sealed record SummaryAnswer
{
    public required long Total { get; init; }

    public required long Completed { get; init; }

    public required long Errors { get; init; }

    public required long AccessDenied { get; init; }

    public required long Superseded { get; init; }

    public required long InProgress { get; init; }

    /// <summary>Completed of completed and errors, 0 to 1; null when nothing has ended.</summary>
    public required double? SuccessRate { get; init; }

    public required TimesAnswer AgentProcessingTimeMs { get; init; }

    public required TimesAnswer TotalProcessingTimeMs { get; init; }

    /// <summary>Every status, also those that nothing has.</summary>
    public required IReadOnlyDictionary<string, long> ByStatus { get; init; }

    public required IReadOnlyDictionary<string, long> ByMessageType { get; init; }

    public required IReadOnlyDictionary<string, long> ByErrorStage { get; init; }

    /// <summary>The busiest first; fifty at most.</summary>
    public required IReadOnlyList<InstanceAnswerOfSummary> ByInstance { get; init; }

    public required IReadOnlyList<ErrorAnswer> TopErrors { get; init; }

    public required long BucketSeconds { get; init; }

    public required IReadOnlyList<BucketAnswer> OverTime { get; init; }

    public static SummaryAnswer Of(TraceSummary summary) => new()
    {
        Total = summary.All.Total,
        Completed = summary.All.Completed,
        Errors = summary.All.Errors,
        AccessDenied = summary.All.AccessDenied,
        Superseded = summary.All.Superseded,
        InProgress = summary.All.Open,
        SuccessRate = Round(summary.All.SuccessRate, 4),
        AgentProcessingTimeMs = TimesAnswer.Of(summary.All.AgentTime),
        TotalProcessingTimeMs = TimesAnswer.Of(summary.All.TotalTime),
        ByStatus = Enum.GetValues<TraceStatus>().ToDictionary(s => Wire(s.ToString()), s => summary.ByStatus.GetValueOrDefault(s)),
        ByMessageType = summary.ByMessageType,
        ByErrorStage = Enum.GetValues<TraceStage>().ToDictionary(s => Wire(s.ToString()), s => summary.ByErrorStage.GetValueOrDefault(s)),
        ByInstance = [.. summary.ByInstance.Select(i => new InstanceAnswerOfSummary(
            i.InstanceName, i.Counts.Total, i.Counts.Completed, i.Counts.Errors, Round(i.Counts.SuccessRate, 4), TimesAnswer.Of(i.Counts.AgentTime), TimesAnswer.Of(i.Counts.TotalTime)))],
        TopErrors = [.. summary.TopErrors.Select(e => new ErrorAnswer(e.Stage, e.Reason, e.Count))],
        BucketSeconds = (long)summary.BucketSize.TotalSeconds,
        OverTime = [.. summary.OverTime.Select(b => new BucketAnswer(
            b.At, b.Counts.Total, b.Counts.Completed, b.Counts.Errors, Round(b.Counts.AgentTime.P50, 0), Round(b.Counts.AgentTime.P95, 0), Round(b.Counts.TotalTime.P50, 0), Round(b.Counts.TotalTime.P95, 0)))],
    };

    internal static double? Round(double? value, int digits) => value is { } number ? Math.Round(number, digits, MidpointRounding.AwayFromZero) : null;

    private static string Wire(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);
}

internal sealed record TimesAnswer(long Count, double? Average, double? P50, double? P95, double? P99)
{
    public static TimesAnswer Of(TimeFigures figures) => new(
        figures.Count, SummaryAnswer.Round(figures.Average, 1), SummaryAnswer.Round(figures.P50, 1), SummaryAnswer.Round(figures.P95, 1), SummaryAnswer.Round(figures.P99, 1));
}

internal sealed record InstanceAnswerOfSummary(
    string InstanceName, long Total, long Completed, long Errors, double? SuccessRate, TimesAnswer AgentProcessingTimeMs, TimesAnswer TotalProcessingTimeMs);

internal sealed record ErrorAnswer(TraceStage ErrorStage, string ErrorMessage, long Count);

/// <param name="From">When it begins; it lasts <c>bucket_seconds</c>.</param>
internal sealed record BucketAnswer(
    DateTimeOffset From, long Total, long Completed, long Errors, double? AgentP50Ms, double? AgentP95Ms, double? TotalP50Ms, double? TotalP95Ms);
