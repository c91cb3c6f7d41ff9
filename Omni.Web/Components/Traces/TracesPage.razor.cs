using Microsoft.AspNetCore.Components;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Instances;
using Omni.Core.Traces;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Traces;

public sealed partial class TracesPage : LiveScreen
{
    private const int PageSize = 50;

    // More is not read again with every message: what is further down has happened.
    private const int MostLive = 200;
    private const int MostInstances = 200;

    private static readonly TimeSpan ListPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan NumbersPause = TimeSpan.FromSeconds(15);

    // Addresses asked for and not reached yet: the browser takes its time, and whoever chooses twice in it means both.
    private readonly List<string> _ahead = [];
    private IReadOnlyList<string> _instances = [];
    private TracePeriod _period = TracePeriod.Day;
    private List<TraceRow>? _rows;
    private TraceSummary? _summary;
    private DateTimeOffset _summarizedAt;
    private string? _shown;
    private long _total;
    private bool _isRefused;

    [SupplyParameterFromQuery(Name = "q")] public string? Q { get; set; }

    [SupplyParameterFromQuery(Name = "instance")] public string? Instance { get; set; }

    [SupplyParameterFromQuery(Name = "status")] public string? Status { get; set; }

    [SupplyParameterFromQuery(Name = "period")] public string? Period { get; set; }

    [SupplyParameterFromQuery(Name = "from")] public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")] public string? To { get; set; }

    [SupplyParameterFromQuery(Name = "conversation")] public string? Conversation { get; set; }

    [Inject] public required ListTraces Traces { get; init; }

    [Inject] public required SummarizeTraces Summarize { get; init; }

    [Inject] public required FindInstances Instances { get; init; }

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    // One that was deleted can still be asked for.
    private IEnumerable<string> InstanceNames => Instance is null ? _instances : _instances.Append(Instance).Distinct().Order(StringComparer.Ordinal);

    private bool IsFiltered => Q is not null || Instance is not null || Status is not null || Conversation is not null;

    protected override async Task OnInitializedAsync()
    {
        Follow(change => change.Kind is FeedKind.Conversation, _ => RefreshAsync());
        _instances = [.. (await Instances.ListAsync(null, null, MostInstances, Leaving)).Select(i => i.Instance.Name)];
    }

    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Navigation.Uri)
        {
            var reached = _ahead.IndexOf(Navigation.Uri);
            _ahead.RemoveRange(0, reached < 0 ? _ahead.Count : reached + 1);
            (_shown, _rows, _summary) = (Navigation.Uri, null, null);
            _period = TracePeriod.Of(Period);
            await ReadAsync(withNumbers: true);
        }
    }

    private TraceFilter Filter()
    {
        var now = Clock.GetUtcNow();
        var (from, to) = _period.Length is { } length ? (now - length, null) : (TracePeriod.Read(From, Browser.Zone), TracePeriod.Read(To, Browser.Zone));
        _isRefused = from >= to;
        var conversation = Guid.TryParse(Conversation, out var id) || Guid.TryParse(Q, out id) ? id : (Guid?)null;
        return new()
        {
            InstanceNames = string.IsNullOrEmpty(Instance) ? null : [Instance],
            Status = Enum.TryParse<TraceStatus>(Status, out var status) ? status : null,
            ConversationId = conversation,
            Search = Guid.TryParse(Q, out _) ? null : Q,
            From = from,
            To = to,
        };
    }

    private async Task ReadAsync(bool withNumbers)
    {
        var (read, filter, shown) = (BeginRead(), Filter(), _shown);
        var rows = await Traces.RunAsync(filter, null, Math.Clamp(_rows?.Count ?? 0, PageSize, MostLive), Leaving);

        // Whole days are the reader's days.
        var midnight = TimeZoneInfo.ConvertTime(Clock.GetUtcNow(), Browser.Zone);
        var summary = withNumbers ? await Summarize.RunAsync(filter, midnight - midnight.TimeOfDay, Leaving) : null;

        // Something else was asked for meanwhile.
        if (shown != _shown || !MayShow(read))
        {
            return;
        }

        if (summary is not null)
        {
            (_summary, _summarizedAt, _total) = (summary, Clock.GetUtcNow(), summary.All.Total);
        }

        (_rows, _total) = (rows, Math.Max(_total, rows.Count));
    }

    // Not with every message of a busy hour: the watch waits until this has ended.
    private async Task RefreshAsync()
    {
        if (_rows is null or { Count: <= MostLive })
        {
            await ReadAsync(withNumbers: Clock.GetUtcNow() - _summarizedAt > NumbersPause || _total < PageSize);
            StateHasChanged();
        }

        await Task.Delay(ListPause, Leaving);
    }

    private async Task LoadMoreAsync()
    {
        if (_rows is [.., var last] rows)
        {
            var more = await Traces.RunAsync(Filter(), last.Trace.Id, PageSize, Leaving);
            rows.AddRange(more.Where(m => !rows.Exists(r => r.Trace.Id == m.Trace.Id)));
        }
    }

    private void ChoosePeriod(ChangeEventArgs change)
    {
        var (name, now) = (change.Value?.ToString(), Clock.GetUtcNow());
        var isOwn = name == TracePeriod.Own.Name;
        Go(new()
        {
            ["period"] = name == TracePeriod.Day.Name ? null : name,
            ["from"] = isOwn ? TracePeriod.Write(now - (_period.Length ?? TimeSpan.FromDays(1)), Browser.Zone) : null,
            ["to"] = null,
        });
    }

    private void Go(string name, object? value) => Go(new() { [name] = value?.ToString() is { Length: > 0 } text ? text : null });

    // In the address, so that it can be sent to a colleague, and the way back leads here.
    private void Go(Dictionary<string, object?> changes) => GoTo(Navigation.GetUriWithQueryParameters(_ahead.LastOrDefault() ?? Navigation.Uri, changes));

    private void GoTo(string address)
    {
        if (_ahead.Count > 0 || address != Navigation.Uri)
        {
            _ahead.Add(address);
        }

        Navigation.NavigateTo(address, replace: true);
    }

    private void Clear() => GoTo(Navigation.ToAbsoluteUri("traces").ToString());
}
