// A trace as a line of steps: the stages it went through, and what else happened to it meanwhile and afterwards.
using System.Text.Json;
using Omni.Core.Traces;

namespace Omni.Web.Components.Traces;

/// <param name="Label">What happened.</param>
/// <param name="At">When.</param>
/// <param name="Tone"><c>good</c>, <c>wait</c>, <c>bad</c> or <c>off</c>.</param>
/// <param name="Detail">More of it; null for nothing.</param>
/// <param name="Since">Since the step before; null for the first.</param>
public sealed record TraceStep(string Label, DateTimeOffset At, string Tone, string? Detail, TimeSpan? Since);

internal static class TraceSteps
{
    public static IReadOnlyList<TraceStep> Of(MessageTrace trace, IReadOnlyList<TracePayload> payloads)
    {
        // Sorting is stable: of the same instant, the ladder's own order stays.
        var steps = trace.Stages()
            .Select(s => new TraceStep(s.Status is TraceStatus.Superseded ? trace.InWords(payloads) : s.Status.InWords(), s.At, s.Status is TraceStatus.Completed or TraceStatus.Error or TraceStatus.AccessDenied or TraceStatus.Superseded ? s.Status.Tone() : "wait", DetailOf(trace, s.Status), null))
            .Concat(payloads.Select(Read).OfType<TraceStep>())
            .OrderBy(s => s.At)
            .ToList();
        return [.. steps.Select((s, i) => i == 0 ? s : s with { Since = s.At - steps[i - 1].At })];
    }

    private static string? DetailOf(MessageTrace trace, TraceStatus status) => status switch
    {
        TraceStatus.WebhookReceived => trace.InstanceName,
        TraceStatus.AgentCalled => trace.SessionName,
        TraceStatus.Error => trace.ErrorMessage,
        TraceStatus.Superseded => "Something newer, or a person, was there first, so this answer was not sent.",
        TraceStatus.Completed when trace.AgentCalledAt is null => "Stored. No agent was to answer.",
        _ => null,
    };

    // Requests and answers of agent and channel are stages already, and stand below in full.
    private static TraceStep? Read(TracePayload payload)
    {
        var said = JsonElement.Parse(payload.Payload);
        return payload.Stage switch
        {
            "tool_request" => new($"Tool: {Text(said, "tool")}", payload.At, "off", null, null),
            "receipt" => new(
                Text(said, "status") switch { "delivered" => "Delivered", "read" => "Read", "played" => "Played", "failed" => "The channel could not deliver it", _ => "Taken by the channel" },
                payload.At,
                Text(said, "status") is "failed" ? "bad" : "good",
                null,
                null),
            "note" => new("Note", payload.At, "off", Text(said, "note"), null),
            "channel_response" when payload.StatusCode is < 200 or >= 300 => new($"The channel answered {payload.StatusCode}", payload.At, "bad", null, null),
            _ => null,
        };
    }

    private static string? Text(JsonElement said, string name)
        => said.ValueKind is JsonValueKind.Object && said.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
