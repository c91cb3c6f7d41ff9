// Who may do what. The default policy is a signed-in member of a tenant.
using Microsoft.AspNetCore.Authorization;
using Omni.Core.Team;

namespace Omni.Web.Tenancy;

internal static class Policies
{
    /// <summary>Admins and owners: instances, agents, team.</summary>
    public const string Admin = nameof(Admin);

    /// <summary>Signed in, with or without a tenant.</summary>
    public const string SignedIn = nameof(SignedIn);

    public static void Define(AuthorizationOptions options)
    {
        options.DefaultPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim(TenantClaims.Tenant).Build();
        options.AddPolicy(SignedIn, policy => policy.RequireAuthenticatedUser());
        options.AddPolicy(Admin, policy => policy
            .RequireAuthenticatedUser()
            .RequireClaim(TenantClaims.Tenant)
            .RequireClaim(TenantClaims.Role, nameof(MemberRole.Admin), nameof(MemberRole.Owner)));
    }
}
