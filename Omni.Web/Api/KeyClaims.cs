// What a key carries beside its tenant: how far it reaches.
using System.Security.Claims;

namespace Omni.Web.Api;

internal static class KeyClaims
{
    /// <summary><see cref="Platform"/> or <see cref="OfTenant"/>.</summary>
    public const string Scope = "omni:scope";

    public const string Platform = "platform";
    public const string OfTenant = "tenant";

    /// <summary>One turn's context token.</summary>
    public const string Turn = "turn";

    /// <summary>Id of the key; absent for the platform's.</summary>
    public const string Key = "omni:key";

    /// <summary>One for each instance that a limited key may touch; none means all.</summary>
    public const string Instance = "omni:instance";

    extension(ClaimsPrincipal principal)
    {
        public bool IsPlatform => principal.HasClaim(Scope, Platform);

        /// <summary>The names of the instances a limited key may touch; null when it may touch all of its tenant.</summary>
        public IReadOnlyList<string>? OnlyInstances
            => principal.FindAll(Instance).Select(c => c.Value).ToArray() is { Length: > 0 } names ? names : null;

        /// <summary>Whether the key reaches this instance. When it does not, answer as if the instance were not there.</summary>
        public bool MayTouchInstance(string name) => principal.OnlyInstances is not { } names || names.Contains(name, StringComparer.Ordinal);
    }
}
