// Signs members in as somebody of one tenant, and lets them change which.
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Omni.Core.Data.Postgres;
using Omni.Core.Team;

namespace Omni.Web.Tenancy;

internal sealed class MemberSignIn(SignInManager<User> signIn, ListMemberships memberships)
{
    // Hashed once, so that an unknown address costs as much time as a wrong password.
    private static readonly string DecoyHash = new PasswordHasher<User>().HashPassword(new User(), Guid.NewGuid().ToString());

    /// <summary>False for an unknown address, a wrong password and a locked account alike.</summary>
    public async Task<bool> TryAsync(string email, string password, CancellationToken cancellationToken)
    {
        var user = await signIn.UserManager.FindByNameAsync(email);

        // A closed account costs as much time as well: a quick no would say that there is one.
        if (user is null || await signIn.UserManager.IsLockedOutAsync(user))
        {
            signIn.UserManager.PasswordHasher.VerifyHashedPassword(new User(), DecoyHash, password);
            return false;
        }

        if (!(await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true)).Succeeded)
        {
            return false;
        }

        await EnterAsync(user, slug: null, cancellationToken);
        return true;
    }

    /// <summary>Signs in with the claims of one tenant: the one named, else the first.</summary>
    public async Task EnterAsync(User user, string? slug, CancellationToken cancellationToken)
    {
        var mine = await memberships.RunAsync(user.Id, cancellationToken);
        var membership = mine.Find(m => m.TenantSlug == slug) ?? mine.FirstOrDefault();
        await signIn.SignInWithClaimsAsync(user, new AuthenticationProperties { IsPersistent = true }, ClaimsOf(user, membership));
    }

    private static List<Claim> ClaimsOf(User user, MembershipDoor? membership)
    {
        List<Claim> claims = [new(TenantClaims.DisplayName, user.DisplayName)];

        if (membership is not null)
        {
            claims.Add(new(TenantClaims.Tenant, membership.Tenant.ToString()));
            claims.Add(new(TenantClaims.Slug, membership.TenantSlug));
            claims.Add(new(TenantClaims.Role, membership.Role.ToString()));
        }

        return claims;
    }
}
