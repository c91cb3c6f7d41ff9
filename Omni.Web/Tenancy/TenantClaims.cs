// What a signed-in member or a key carries about its tenant.
using System.Security.Claims;
using Omni.Core.Team;
using Omni.Core.Tenancy;

namespace Omni.Web.Tenancy;

internal static class TenantClaims
{
    public const string Tenant = "omni:tenant";
    public const string Slug = "omni:slug";

    /// <summary>Name of a <see cref="MemberRole"/>; absent for keys.</summary>
    public const string Role = "omni:role";

    /// <summary>What colleagues see of a member.</summary>
    public const string DisplayName = "omni:name";

    extension(ClaimsPrincipal principal)
    {
        public TenantId? TenantId => Guid.TryParse(principal.FindFirstValue(Tenant), out var id) ? new(id) : null;

        public string? TenantSlug => principal.FindFirstValue(Slug);

        public string DisplayName => principal.FindFirstValue(DisplayName) ?? principal.Identity?.Name ?? "";

        public Guid? UserId => Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id) ? id : null;

        public MemberRole? MemberRole => Enum.TryParse<MemberRole>(principal.FindFirstValue(Role), out var role) ? role : null;
    }
}
