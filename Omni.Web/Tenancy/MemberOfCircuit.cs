// Asks every minute whether the member of an open circuit still is one; HTTP requests have MemberCookie.
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Omni.Core.Team;

namespace Omni.Web.Tenancy;

internal sealed class MemberOfCircuit(ILoggerFactory loggers, IServiceScopeFactory scopes, IOptions<IdentityOptions> identity)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        var principal = authenticationState.User;

        if (principal.UserId is not { } user || principal.TenantId is not { } tenant)
        {
            return false;
        }

        // A scope of its own: the circuit's lives as long as the tab.
        await using var scope = scopes.CreateAsyncScope();
        var stamp = principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType);
        var now = await scope.ServiceProvider.GetRequiredService<CheckMember>().RunAsync(user, stamp, tenant, cancellationToken);
        return now.IsKnown && now.Role == principal.MemberRole;
    }
}
