// The second door: the circuit. Its user is set first, handlers run next, components render last, so no page renders without its tenant.
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Omni.Core.Tenancy;

namespace Omni.Web.Tenancy;

internal sealed class TenantCircuitDoor(AuthenticationStateProvider authentication, TenantContext tenant) : CircuitHandler
{
    public override async Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        var user = (await authentication.GetAuthenticationStateAsync()).User;

        if (user.TenantId is { } id && user.TenantSlug is { } slug)
        {
            tenant.Enter(id, slug);
        }
    }
}
