// What was said, in pairs: what was asked beside what was answered.
using Omni.Core.Traces;

namespace Omni.Web.Components.Traces;

/// <param name="Title">With whom.</param>
/// <param name="Asked">What was said first; null when only the answer is kept.</param>
/// <param name="Answered">What came back; null when nothing did, or when nothing is to.</param>
public sealed record TraceExchange(string Title, TracePayload? Asked, TracePayload? Answered)
{
    private const string Request = "_request";
    private const string Response = "_response";

    public Guid Id => (Asked ?? Answered)!.Id;

    /// <summary>True for what is told and not answered.</summary>
    public bool IsTold => Asked is { } asked && !asked.Stage.EndsWith(Request, StringComparison.Ordinal);

    /// <summary>In the order in which they began. Small signs, which the timeline tells in words, are left out.</summary>
    public static IReadOnlyList<TraceExchange> Of(IReadOnlyList<TracePayload> payloads)
    {
        var exchanges = new List<TraceExchange>();

        foreach (var payload in payloads.Where(p => p.Stage is not ("receipt" or "note")))
        {
            var with = payload.Stage.Replace(Request, "", StringComparison.Ordinal).Replace(Response, "", StringComparison.Ordinal);
            var open = payload.Stage.EndsWith(Response, StringComparison.Ordinal) ? exchanges.FindIndex(e => e.Answered is null && e.Asked?.Stage == with + Request) : -1;

            if (open >= 0)
            {
                exchanges[open] = exchanges[open] with { Answered = payload };
            }
            else
            {
                exchanges.Add(payload.Stage.EndsWith(Response, StringComparison.Ordinal) ? new(TitleOf(with), null, payload) : new(TitleOf(with), payload, null));
            }
        }

        return exchanges;
    }

    private static string TitleOf(string with) => with switch
    {
        "webhook_received" => "Came in",
        "agent" => "Agent",
        "channel" => "Channel",
        "tool" => "Tool",
        _ => with.Replace('_', ' '),
    };
}
