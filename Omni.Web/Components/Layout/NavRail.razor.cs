using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.JSInterop;
using Omni.Core.Data.Postgres;
using Omni.Core.Team;
using Omni.Web.Components.Shared;
using Omni.Web.Tenancy;

namespace Omni.Web.Components.Layout;

public sealed partial class NavRail : ReadingScreen
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

    [Inject] public required ILogger<NavRail> Logger { get; init; }

    private IEnumerable<Place> Places => _isAdmin ? ForAll.Concat(ForAdmins) : ForAll;

    protected override async Task OnInitializedAsync()
    {
        var user = (await Authentication.GetAuthenticationStateAsync()).User;
        _name = user.DisplayName;
        _email = user.Identity?.Name ?? "";
        _slug = user.TenantSlug;
        _isAdmin = user.MemberRole is MemberRole.Admin or MemberRole.Owner;
        _tenants = user.UserId is { } id ? await TenantsOfAsync(id) : [];
        _isPinned = await Browser.IsRailPinnedAsync();
    }

    // Beside the pages no boundary takes what is thrown, and the whole window would end: rather no switcher.
    private async Task<IReadOnlyList<MembershipDoor>> TenantsOfAsync(Guid userId)
    {
        try
        {
            return await Memberships.RunAsync(userId, Leaving);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            if (!HasLeft)
            {
                LogNoTenants(Logger, exception, userId);
            }

            return [];
        }
    }

    private async Task PinAsync()
    {
        _isPinned = !_isPinned;
        await Js.InvokeVoidAsync("omni.rail.pin", _isPinned);
    }

    [LoggerMessage(LogLevel.Warning, "The businesses of user {UserId} could not be read; the rail shows none")]
    private static partial void LogNoTenants(ILogger logger, Exception exception, Guid userId);

    private sealed record Place(string Href, string Label, string Icon, bool EndsGroup = false);
}
