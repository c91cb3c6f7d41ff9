// What the end of a tenant means for whoever remembers its instances; known to Instances alone.
namespace Omni.Core.Tenancy;

public interface IForgetInstances
{
    /// <summary>Every node opens them anew, or finds them gone; after the change is stored.</summary>
    void Forget(TenantId tenant, IReadOnlyCollection<Guid> instances);
}
