using System.Text.Json;
using Omni.Core.Contacts;
using Omni.Core.Messages;
using Omni.Core.Traces;

namespace Omni.Web.Api;

/// <summary>A trace as the API shows it; the names of fields are those that the seed system had.</summary>
internal sealed record TraceAnswer
{
    public required Guid TraceId { get; init; }

    public required string InstanceName { get; init; }

    public required ChannelType? Channel { get; init; }

    public required Guid? ConversationId { get; init; }

    public required Guid? MessageId { get; init; }

    public required Guid? TurnId { get; init; }

    public required MessageKind MessageType { get; init; }

    /// <summary>What the customer said; null without text, and when the message was deleted.</summary>
    public required string? MessageContent { get; init; }

    public required int MessageLength { get; init; }

    public required bool HasMedia { get; init; }

    public required bool HasQuotedMessage { get; init; }

    public required string SenderPhone { get; init; }

    public required string? SenderName { get; init; }

    public required string? SessionName { get; init; }

    public required Guid? SessionId { get; init; }

    public required Guid? UserId { get; init; }

    public required TraceStatus Status { get; init; }

    public required TraceStage? ErrorStage { get; init; }

    public required string? ErrorMessage { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required DateTimeOffset? ProcessingStartedAt { get; init; }

    public required DateTimeOffset? AgentCalledAt { get; init; }

    public required DateTimeOffset? AgentResponseAt { get; init; }

    public required DateTimeOffset? FormattedAt { get; init; }

    public required DateTimeOffset? SendingAt { get; init; }

    public required DateTimeOffset? CompletedAt { get; init; }

    public required long? AgentProcessingTimeMs { get; init; }

    public required long? TotalProcessingTimeMs { get; init; }

    public required string? AgentResponse { get; init; }

    public required int? AgentResponseLength { get; init; }

    public required int? AgentTokens { get; init; }

    public required bool? AgentResponseSuccess { get; init; }

    public required bool? ChannelSuccess { get; init; }

    /// <summary>The same for WhatsApp instances; null for others.</summary>
    public required bool? EvolutionSuccess { get; init; }

    /// <summary>Of one trace: the steps it has taken. Lists do not tell them.</summary>
    public IReadOnlyList<StageAnswer>? Stages { get; init; }

    /// <summary>Of one trace: what came in, redacted; null when it is no longer kept. Lists do not tell what was said.</summary>
    public JsonElement? IncomingPayload { get; init; }

    /// <summary>Likewise, what the agent was asked last.</summary>
    public JsonElement? AgentRequestPayload { get; init; }

    /// <summary>Likewise, what it answered.</summary>
    public JsonElement? AgentResponsePayload { get; init; }

    /// <summary>Likewise, what the channel was given; of an answer in several pieces the last.</summary>
    public JsonElement? OutgoingPayload { get; init; }

    public static TraceAnswer Of(TraceRow row)
    {
        var trace = row.Trace;
        return new()
        {
            TraceId = trace.Id,
            InstanceName = trace.InstanceName,
            Channel = trace.Channel,
            ConversationId = trace.ConversationId,
            MessageId = trace.MessageId,
            TurnId = trace.TurnId,
            MessageType = trace.MessageKind,
            MessageContent = row.Text,
            MessageLength = trace.MessageLength,
            HasMedia = trace.HasMedia,
            HasQuotedMessage = trace.HasQuotedMessage,
            SenderPhone = trace.Sender,
            SenderName = trace.SenderName,
            SessionName = trace.SessionName,
            SessionId = trace.SessionId,
            UserId = trace.UserId,
            Status = trace.Status,
            ErrorStage = trace.ErrorStage,
            ErrorMessage = trace.ErrorMessage,
            CreatedAt = trace.ReceivedAt,
            ReceivedAt = trace.ReceivedAt,
            ProcessingStartedAt = trace.ProcessingAt ?? trace.AgentCalledAt,
            AgentCalledAt = trace.AgentCalledAt,
            AgentResponseAt = trace.AgentAnsweredAt,
            FormattedAt = trace.FormattedAt,
            SendingAt = trace.SendingAt,
            CompletedAt = trace.CompletedAt,
            AgentProcessingTimeMs = (long?)trace.AgentTime?.TotalMilliseconds,
            TotalProcessingTimeMs = (long?)trace.TotalTime?.TotalMilliseconds,
            AgentResponse = row.Answer,
            AgentResponseLength = trace.AgentResponseLength,
            AgentTokens = trace.AgentTokens,
            AgentResponseSuccess = trace.AgentSucceeded,
            ChannelSuccess = trace.ChannelSucceeded,
            EvolutionSuccess = trace.Channel is null or ChannelType.WhatsApp ? trace.ChannelSucceeded : null,
        };
    }

    /// <summary>One trace with its steps and what was said.</summary>
    /// <param name="row">The trace.</param>
    /// <param name="own">Its payloads, in order.</param>
    /// <param name="turns">Those of its turn, which a burst keeps with its last message.</param>
    public static TraceAnswer Of(TraceRow row, IReadOnlyList<TracePayload> own, IReadOnlyList<TracePayload> turns)
    {
        return Of(row) with
        {
            Stages = StagesOf(row.Trace),
            IncomingPayload = Last(own, "webhook_received"),
            AgentRequestPayload = Last(turns, "agent_request"),
            AgentResponsePayload = Last(turns, "agent_response"),
            OutgoingPayload = Last(turns, "channel_request"),
        };

        static JsonElement? Last(IReadOnlyList<TracePayload> payloads, string stage)
            => payloads.LastOrDefault(p => p.Stage == stage) is { } payload ? JsonElement.Parse(payload.Payload) : null;
    }

    private static IReadOnlyList<StageAnswer> StagesOf(MessageTrace trace)
    {
        var stages = trace.Stages();
        return [.. stages.Select((s, i) => new StageAnswer(s.Status, s.At, i == 0 ? 0 : (long)(s.At - stages[i - 1].At).TotalMilliseconds))];
    }
}

/// <param name="Stage">The step.</param>
/// <param name="At">When it was reached.</param>
/// <param name="AfterMs">Since the step before.</param>
internal sealed record StageAnswer(TraceStatus Stage, DateTimeOffset At, long AfterMs);

internal sealed record PayloadAnswer(Guid Id, string Stage, int? StatusCode, DateTimeOffset At, JsonElement Payload)
{
    public static PayloadAnswer Of(TracePayload payload) => new(payload.Id, payload.Stage, payload.StatusCode, payload.At, JsonElement.Parse(payload.Payload));
}
