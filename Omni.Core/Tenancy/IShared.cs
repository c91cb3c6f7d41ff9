// Marks a row that all tenants share, and says so openly.
namespace Omni.Core.Tenancy;

public interface IShared;
