// Asks on every request whether the sign-in still holds, and keeps programs away from the sign-in page.
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Omni.Core.Team;

namespace Omni.Web.Tenancy;

internal sealed class MemberCookie(CheckMember check, IOptions<IdentityOptions> identity) : CookieAuthenticationEvents
{
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext context)
    {
        var principal = context.Principal!;
        var stamp = principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType);
        var now = principal.UserId is { } user
            ? await check.RunAsync(user, stamp, principal.TenantId, context.HttpContext.RequestAborted)
            : new MemberCheck(IsKnown: false, null);

        if (!now.IsKnown || (principal.TenantId is not null && now.Role is null))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(context.Scheme.Name);
        }
        else if (now.Role != principal.MemberRole)
        {
            var renewed = new ClaimsIdentity(principal.Identity);
            renewed.TryRemoveClaim(renewed.FindFirst(TenantClaims.Role));
            renewed.AddClaim(new(TenantClaims.Role, now.Role.ToString()!));
            context.ReplacePrincipal(new(renewed));
            context.ShouldRenew = true;
        }
    }

    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> context) => Redirect(context, StatusCodes.Status401Unauthorized);

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> context) => Redirect(context, StatusCodes.Status403Forbidden);

    private static Task Redirect(RedirectContext<CookieAuthenticationOptions> context, int statusForPrograms)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.StatusCode = statusForPrograms;
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }
}
