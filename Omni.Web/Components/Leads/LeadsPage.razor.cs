using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;
using Omni.Core.Feed;
using Omni.Core.Leads;
using Omni.Core.Team;
using Omni.Web.Components.Shared;
using Omni.Web.Hosting;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Leads;

public sealed partial class LeadsPage : LiveScreen
{
    private const int PageSize = 50;

    private List<LeadRow>? _rows;
    private IReadOnlyList<string> _stages = [];
    private int _total;
    private string _search = "";
    private string _stage = "";
    private bool _isAdmin;
    private bool _isAdding;

    [Inject] public required FindLeads Leads { get; init; }

    [Inject] public required ChangeLead Change { get; init; }

    [Inject] public required AuthenticationStateProvider Authentication { get; init; }

    [Inject] public required IOptions<OmniOptions> Options { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    private string Region => Options.Value.DefaultRegion;

    private LeadFilter Filter => new() { Search = _search, Stage = _stage.Length > 0 ? _stage : null };

    private bool IsFiltered => _search.Length > 0 || _stage.Length > 0;

    protected override async Task OnInitializedAsync()
    {
        _isAdmin = (await Authentication.GetAuthenticationStateAsync()).User.MemberRole is MemberRole.Admin or MemberRole.Owner;
        Follow(change => change.Kind is FeedKind.Contact, ReadAsync);
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var read = BeginRead();
        var filter = Filter;
        var rows = await Leads.ListAsync(filter, Region, null, Math.Max(PageSize, _rows?.Count ?? 0), Leaving);
        var total = await Leads.CountAsync(filter, Region, Leaving);
        var stages = await Leads.StagesAsync(Leaving);

        // Something else was asked for meanwhile.
        if (filter == Filter && MayShow(read))
        {
            (_rows, _total, _stages) = (rows, total, stages);
        }
    }

    private async Task SearchAsync(string search)
    {
        (_search, _rows) = (search, null);
        await ReadAsync();
    }

    private async Task ChooseStageAsync(ChangeEventArgs change)
    {
        (_stage, _rows) = (change.Value?.ToString() ?? "", null);
        await ReadAsync();
    }

    private async Task ShowAllAsync()
    {
        (_search, _stage, _rows) = ("", "", null);
        await ReadAsync();
    }

    private async Task LoadMoreAsync()
    {
        if (_rows is [.., var last] rows)
        {
            var more = await Leads.ListAsync(Filter, Region, last.Cursor, PageSize, Leaving);
            rows.AddRange(more.Where(m => !rows.Exists(r => r.Id == m.Id)));
        }
    }

    private async Task MoveAsync(LeadRow row, ChangeEventArgs change)
    {
        var moved = await Change.RunAsync(row.Id, new() { Stage = change.Value?.ToString() }, Region, CancellationToken.None);

        if (!moved.IsOk)
        {
            Toasts.Warn(moved.Error.Message);
        }

        await ReadAsync();
    }
}
