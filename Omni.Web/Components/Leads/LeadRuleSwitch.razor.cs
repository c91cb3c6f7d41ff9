using Microsoft.AspNetCore.Components;
using Omni.Core.Instances;
using Omni.Core.Tenancy;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Leads;

public sealed partial class LeadRuleSwitch
{
    private bool? _isOn;

    [Inject] public required ReadLeadRule Rule { get; init; }

    [Inject] public required UpdateTenant Update { get; init; }

    [Inject] public required ForgetInstances Forget { get; init; }

    [Inject] public required TenantContext Tenant { get; init; }

    [Inject] public required Toasts Toasts { get; init; }

    protected override async Task OnInitializedAsync() => _isOn = await Rule.RunAsync(CancellationToken.None) is LeadRule.FirstMessage;

    private async Task ChangeAsync(ChangeEventArgs change)
    {
        var isOn = change.Value is true;
        var changed = await Update.RunAsync(Tenant.RequiredSlug, new() { LeadRule = isOn ? "first_message" : "none" }, CancellationToken.None);

        if (changed.IsOk)
        {
            _isOn = isOn;
            await Forget.RunAsync(CancellationToken.None);
            Toasts.Say(isOn ? "Whoever writes first becomes a lead from now on." : "Leads are made by people only from now on.");
        }
        else
        {
            Toasts.Warn(changed.Error.Message);
        }
    }
}
