using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Omni.Core.Feed;
using Omni.Core.Traces;
using Omni.Web.Components.Inbox;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Traces;

public sealed partial class TracePage : LiveScreen
{
    private TraceRow? _row;
    private List<TracePayload> _payloads = [];
    private Guid? _lastOfTurn;
    private Guid? _read;
    private bool _isMissing;

    [Parameter]
    public required Guid Id { get; set; }

    [Inject] public required ListTraces Traces { get; init; }

    [Inject] public required IOptions<TraceOptions> Options { get; init; }

    [Inject] public required BrowserClock Browser { get; init; }

    protected override void OnInitialized()
        => Follow(change => change.Kind is FeedKind.Conversation && (_row is null || change.SubjectId == _row.Trace.ConversationId), ReadAsync);

    protected override async Task OnParametersSetAsync()
    {
        if (_read != Id)
        {
            _read = Id;
            await ReadAsync();
        }
    }

    private async Task ReadAsync()
    {
        var read = BeginRead();
        var row = await Traces.FindAsync(Id, Leaving);
        var payloads = row is null ? [] : await Traces.PayloadsAsync(Id, Leaving);
        var lastOfTurn = row is null ? null : await Traces.LastOfTurnAsync(row.Trace, Leaving);

        if (MayShow(read))
        {
            (_row, _payloads, _lastOfTurn, _isMissing) = (row, payloads, lastOfTurn, row is null);
        }
    }

    private static IEnumerable<(string Label, string Value)> Facts(TraceRow row)
    {
        var trace = row.Trace;
        (string Label, string? Value)[] facts =
        [
            ("From", row.Address() ?? row.Who()),
            ("Instance", trace.InstanceName),
            ("Kind", trace.MessageKind is Core.Messages.MessageKind.Text ? $"Text, {TraceWords.Count(trace.MessageLength)} characters" : trace.MessageKind.InWords()),
            ("Quotes", trace.HasQuotedMessage ? "an earlier message" : null),
            ("Agent took", trace.AgentTime is { } agent ? TraceWords.Took(agent) : null),
            ("In all", trace.TotalTime is { } total ? TraceWords.Took(total) : null),
            ("Answer", trace.AgentResponseLength is { } length ? $"{TraceWords.Count(length)} characters" : null),
            ("Tokens", trace.AgentTokens?.ToString("N0", CultureInfo.InvariantCulture)),
            ("Session", trace.SessionName),
        ];
        return facts.Where(f => f.Value is not null).Select(f => (f.Label, f.Value!));
    }
}
