// The two roles that Omni's connections take. Neither can sign in, and neither is above row-level security.
namespace Omni.Core.Data.Postgres;

public static class DatabaseRoles
{
    /// <summary>Sees the rows of the tenant in the session setting <see cref="TenantSetting"/>, and none without one.</summary>
    public const string App = "omni_app";

    /// <summary>Sees all tenants; taken by <see cref="AcrossTenants"/> alone.</summary>
    public const string Across = "omni_across";

    public const string TenantSetting = "omni.tenant";
}
