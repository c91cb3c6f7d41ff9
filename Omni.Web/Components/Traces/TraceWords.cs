// Traces in words: what a step means, how long something took.
using System.Globalization;
using Omni.Core.Contacts;
using Omni.Core.Traces;

namespace Omni.Web.Components.Traces;

internal static class TraceWords
{
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    extension(TraceStatus status)
    {
        public string InWords() => status switch
        {
            TraceStatus.WebhookReceived => "Received",
            TraceStatus.Processing => "Turn began",
            TraceStatus.AgentCalled => "Agent asked",
            TraceStatus.AgentSuccess => "Agent answered",
            TraceStatus.Formatted => "Ready to send",
            TraceStatus.Sending => "Sending",
            TraceStatus.Completed => "Completed",
            TraceStatus.Error => "Error",
            TraceStatus.AccessDenied => "Access denied",
            _ => "Overtaken",
        };

        /// <summary>For <see cref="Shared.StatusDot"/>.</summary>
        public string Tone() => status switch
        {
            TraceStatus.Completed => "good",
            TraceStatus.Error or TraceStatus.AccessDenied => "bad",
            TraceStatus.Superseded => "off",
            _ => "wait",
        };
    }

    /// <summary>How it stands; of one whose answer nobody needed any more also why, as far as its notes are kept.</summary>
    public static string InWords(this MessageTrace trace, IReadOnlyList<TracePayload> payloads) => trace.Status switch
    {
        TraceStatus.Superseded when payloads.Any(p => p.Stage is TraceNotes.Stage && p.Payload.Contains(TraceNotes.Overtaken, StringComparison.Ordinal)) => "Answered with a later message",
        TraceStatus.Superseded when payloads.Count > 0 => "Left to people",
        var status => status.InWords(),
    };

    public static string InWords(this TraceStage stage) => stage switch
    {
        TraceStage.Webhook => "Webhook",
        TraceStage.Agent => "Agent",
        _ => "Channel",
    };

    extension(TraceRow row)
    {
        /// <summary>What the sender is called: now, else what the channel called them then.</summary>
        public string Who() => (row.Trace, row.Person) switch
        {
            ({ SenderName: { } then }, null or { IsGroup: true } or { Name: null }) => then,
            (_, { IsGroup: false, Name: { } name }) => name,
            (_, { IsGroup: false, Number: { } number }) => number,
            (_, { IsGroup: false, Channel: ChannelType.WebChat, ContactId: var id }) => VisitorName.Of(id),
            _ => row.Trace.Sender,
        };

        /// <summary>The number, or the address; null for a visitor, whose id says nothing to anybody.</summary>
        public string? Address() => row.Trace.Channel is ChannelType.WebChat ? null : row.Trace.Sender;
    }

    /// <summary><c>820 ms</c>, <c>2.4 s</c>, <c>3 min 20 s</c>, <c>5 h 12 min</c>.</summary>
    public static string Took(TimeSpan time) => time.TotalMilliseconds switch
    {
        < 1 => "0 ms",
        < 999.5 => string.Create(Plain, $"{time.TotalMilliseconds:0} ms"),
        < 59_950 => string.Create(Plain, $"{time.TotalSeconds:0.0} s"),
        < 3_600_000 => string.Create(Plain, $"{(int)time.TotalMinutes} min {time.Seconds} s"),
        < 172_800_000 => string.Create(Plain, $"{(int)time.TotalHours} h {time.Minutes} min"),
        _ => string.Create(Plain, $"{(int)time.TotalDays} days"),
    };

    public static string Took(double? milliseconds) => milliseconds is { } number ? Took(TimeSpan.FromMilliseconds(number)) : "–";

    public static string Count(long count) => count.ToString("N0", Plain);

    /// <summary>Never 100 % while something failed.</summary>
    public static string Percent(double? rate) => rate switch
    {
        null => "–",
        1 => "100 %",
        { } part => string.Create(Plain, $"{Math.Floor(part * 1000) / 10:0.0} %"),
    };
}
