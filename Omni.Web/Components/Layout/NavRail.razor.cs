using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using Omni.Core.Data.Postgres;
using Omni.Core.Team;
using Omni.Web.Components.Shared;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Layout;

public sealed partial class NavRail
{
    private static readonly Place[] ForAll = [new("inbox", "Inbox", "inbox"), new("contacts", "Contacts", "contacts"), new("leads", "Leads", "target"), new("scheduled", "Scheduled", "clock", EndsGroup: true)];
    private static readonly Place[] ForAdmins = [new("instances", "Instances", "plug"), new("agents", "Agents", "bot"), new("access", "Access", "shield"), new("traces", "Traces", "pulse"), new("webhooks", "Webhooks", "signal"), new("jobs", "Jobs", "gears")];

    private IReadOnlyList<MembershipDoor> _tenants = [];
    private string _name = "";
    private string _email = "";
    private string? _slug;
    private bool _isAdmin;
    private bool _isPinned;
    private Popover? _more;

    [Inject] public required AuthenticationStateProvider Authentication { get; init; }

    [Inject] public required ListMemberships Memberships { get; init; }

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    private IEnumerable<Place> Places => _isAdmin ? ForAll.Concat(ForAdmins) : ForAll;

    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication.GetAuthenticationStateAsync()).User;
        _name = user.DisplayName;
        _email = user.Identity?.Name ?? "";
        _slug = user.TenantSlug;
        _isAdmin = user.MemberRole is MemberRole.Admin or MemberRole.Owner;
        _tenants = user.UserId is { } id ? await Memberships.RunAsync(id, CancellationToken.None) : [];
        _isPinned = await Browser.IsRailPinnedAsync();
    }

    private async Task PinAsync()
    {
        _isPinned = !_isPinned;
        await Js.InvokeVoidAsync("omni.rail.pin", _isPinned);
    }

    private sealed record Place(string Href, string Label, string Icon, bool EndsGroup = false);
}
