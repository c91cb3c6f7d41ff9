using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;
using Omni.Core.Access;
using Omni.Core.Feed;
using Omni.Core.Instances;
using Omni.Web.Components.Shared;
using Omni.Web.Hosting;

namespace Omni.Web.Components.Access;

public sealed partial class AccessPage : LiveScreen
{
    private const int PageSize = 50;
    private const int MostInstances = 500;

    // More is not read again with every change.
    private const int MostLive = 500;

    // No instance is called so.
    private const string OfTenant = "*";

    private List<AccessRuleRow>? _rows;
    private IReadOnlyList<string> _instances = [];
    private int _total;
    private string _search = "";
    private string _where = "";
    private bool _isAdding;
    private CheckSender? _check;

    [Inject] public required FindRules Rules { get; init; }

    [Inject] public required DeleteRule Delete { get; init; }

    [Inject] public required FindInstances Instances { get; init; }

    [Inject] public required IOptions<OmniOptions> Options { get; init; }

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required TimeProvider Clock { get; init; }

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    private string Region => Options.Value.DefaultRegion;

    private RuleFilter Filter => new() { Search = _search, IsOfTenant = _where == OfTenant, InstanceName = _where is "" or OfTenant ? null : _where };

    private bool IsFiltered => _search.Length > 0 || _where.Length > 0;

    public override void Dispose()
    {
        Browser.MinutePassed -= OnMinutePassed;
        base.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        Follow(change => change.Kind is FeedKind.Access or FeedKind.Instance, RefreshAsync);
        Browser.MinutePassed += OnMinutePassed;
        await ReadAsync();
    }

    // Rules expire by the clock alone.
    private void OnMinutePassed() => _ = InvokeAsync(StateHasChanged);

    private async Task RefreshAsync()
    {
        await ReadAsync();
        await (_check?.RefreshAsync() ?? Task.CompletedTask);
    }

    private async Task ReadAsync()
    {
        var read = BeginRead();
        var filter = Filter;
        var instances = await Instances.ListAsync(null, null, MostInstances, Leaving);
        var rows = await Rules.ListAsync(filter, Region, null, Math.Clamp(_rows?.Count ?? 0, PageSize, MostLive), Leaving);
        var total = await Rules.CountAsync(filter, Region, Leaving);

        // Something else was asked for meanwhile.
        if (filter == Filter && MayShow(read))
        {
            (_rows, _total, _instances) = (rows, total, [.. instances.Select(i => i.Instance.Name)]);
        }
    }

    private async Task SearchAsync(string search)
    {
        (_search, _rows) = (search, null);
        await ReadAsync();
    }

    private async Task ChooseAsync(ChangeEventArgs change)
    {
        (_where, _rows) = (change.Value?.ToString() ?? "", null);
        await ReadAsync();
    }

    private async Task ShowAllAsync()
    {
        (_search, _where, _rows) = ("", "", null);
        await ReadAsync();
    }

    private async Task LoadMoreAsync()
    {
        if (_rows is [.., var last] rows)
        {
            var more = await Rules.ListAsync(Filter, Region, last.Cursor, PageSize, Leaving);
            rows.AddRange(more.Where(m => !rows.Exists(r => r.Rule.Id == m.Rule.Id)));
        }
    }

    private async Task DeleteAsync(AccessRuleRow row)
    {
        var consequence = row.Rule.Action is AccessAction.Block
            ? "Whom it blocked can write again, unless another rule says otherwise. What it blocked so far stays blocked."
            : "Whom it allowed is treated like everybody else again.";

        if (await Confirm.AskAsync($"Delete the rule for “\u2066{row.Rule.Pattern}\u2069”?", consequence, "Delete rule"))
        {
            await Delete.RunAsync(row.Rule.Id, CancellationToken.None);
            Toasts.Say($"The rule for \u2066{row.Rule.Pattern}\u2069 was deleted.");
            await ReadAsync();
        }
    }
}
