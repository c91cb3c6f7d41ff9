// The names of the query filters.
namespace Omni.Core.Data;

public static class Filters
{
    public const string Tenant = nameof(Tenant);
}
