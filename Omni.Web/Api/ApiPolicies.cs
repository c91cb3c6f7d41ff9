// Who may call what: every policy takes keys only, never cookies.
using Microsoft.AspNetCore.Authorization;

namespace Omni.Web.Api;

internal static class ApiPolicies
{
    /// <summary>Any key.</summary>
    public const string Api = "Api";

    /// <summary>A key that is not limited to chosen instances.</summary>
    public const string WholeTenant = "WholeTenant";

    /// <summary>The platform's key.</summary>
    public const string Platform = "Platform";

    public static void Add(AuthorizationBuilder authorization) => authorization
        .AddPolicy(Api, Keys)
        .AddPolicy(WholeTenant, policy =>
        {
            Keys(policy);
            policy.RequireAssertion(context => context.User.OnlyInstances is null);
        })
        .AddPolicy(Platform, policy =>
        {
            Keys(policy);
            policy.RequireAssertion(context => context.User.IsPlatform);
        });

    private static void Keys(AuthorizationPolicyBuilder policy) => policy.AddAuthenticationSchemes(ApiKeyAuthentication.SchemeName).RequireAuthenticatedUser();
}
