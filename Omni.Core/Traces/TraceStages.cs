// The steps of the ladder that a trace has taken, with their times; what it came to is the last one.
namespace Omni.Core.Traces;

/// <param name="Status">The step.</param>
/// <param name="At">When it was reached.</param>
public sealed record PassedStage(TraceStatus Status, DateTimeOffset At);

public static class TraceStages
{
    extension(MessageTrace trace)
    {
        /// <summary>As they were reached: what streams is sent before all of it stands. Steps that were not taken, or were not kept, are missing.</summary>
        public IReadOnlyList<PassedStage> Stages()
        {
            var isEnded = trace.Status is TraceStatus.Completed or TraceStatus.Error or TraceStatus.AccessDenied or TraceStatus.Superseded;
            (TraceStatus Status, DateTimeOffset? At)[] all =
            [
                (TraceStatus.WebhookReceived, trace.ReceivedAt),
                (TraceStatus.Processing, trace.ProcessingAt),
                (TraceStatus.AgentCalled, trace.AgentCalledAt),
                (TraceStatus.AgentSuccess, trace.AgentSucceeded is true ? trace.AgentAnsweredAt : null),
                (TraceStatus.Formatted, trace.FormattedAt),
                (TraceStatus.Sending, trace.SendingAt),
                (trace.Status, isEnded ? trace.CompletedAt : null),
            ];
            return [.. all.Where(s => s.At is not null).Select(s => new PassedStage(s.Status, s.At!.Value)).OrderBy(s => s.At)];
        }

        /// <summary>How long the agent thought; null when it was not asked, or has not answered.</summary>
        public TimeSpan? AgentTime => trace.AgentAnsweredAt - trace.AgentCalledAt;

        /// <summary>From the webhook to the end; null while it goes on.</summary>
        public TimeSpan? TotalTime => trace.CompletedAt - trace.ReceivedAt;
    }
}
