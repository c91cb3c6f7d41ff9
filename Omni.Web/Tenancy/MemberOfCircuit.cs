// Asks every minute whether the member of an open circuit still is one; HTTP requests have MemberCookie.
using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Omni.Core.Data.Postgres;
using Omni.Core.Team;

namespace Omni.Web.Tenancy;

internal sealed partial class MemberOfCircuit(ILoggerFactory loggers, IServiceScopeFactory scopes, IOptions<IdentityOptions> identity)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    private readonly ILogger _logger = loggers.CreateLogger<MemberOfCircuit>();

    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    /// <summary>While nobody can tell, they stay: without the database there is nothing to be seen, and a minute later it is asked again.</summary>
    internal async Task<bool> IsStillMemberAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (principal.UserId is not { } user || principal.TenantId is not { } tenant)
        {
            return false;
        }

        try
        {
            // A scope of its own: the circuit's lives as long as the tab.
            await using var scope = scopes.CreateAsyncScope();
            var stamp = principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType);
            var now = await scope.ServiceProvider.GetRequiredService<CheckMember>().RunAsync(user, stamp, tenant, cancellationToken);
            return now.IsKnown && now.Role == principal.MemberRole;
        }
        catch (Exception exception) when (exception.IsDatabaseUnreachable)
        {
            LogNotAsked(exception, user);
            return true;
        }
        catch (ObjectDisposedException)
        {
            // The application is going down, and this circuit with it.
            return true;
        }
    }

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
        => IsStillMemberAsync(authenticationState.User, cancellationToken);

    [LoggerMessage(LogLevel.Warning, "Whether user {UserId} is still a member could not be asked; it is asked again in a minute")]
    private partial void LogNotAsked(Exception exception, Guid userId);
}
