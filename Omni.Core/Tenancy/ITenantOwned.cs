// Marks a row that belongs to exactly one tenant: filtered, stamped and guarded by row-level security.
namespace Omni.Core.Tenancy;

public interface ITenantOwned
{
    TenantId TenantId { get; }
}
