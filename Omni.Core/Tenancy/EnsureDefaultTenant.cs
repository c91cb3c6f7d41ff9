// Makes the tenant in which platform keys act and the first owner lives, unless it is there.
using Omni.Core.Data.Postgres;

namespace Omni.Core.Tenancy;

public sealed class EnsureDefaultTenant(AcrossTenants across, CreateTenant create)
{
    public const string Slug = "default";

    /// <summary>Several nodes may do it at once: the unique slug decides, and the others read the winner's.</summary>
    public async Task<Tenant> RunAsync(CancellationToken cancellationToken)
    {
        if (await across.FindTenantAsync(Slug, cancellationToken) is { } found)
        {
            return found;
        }

        var made = await create.RunAsync(new(Slug, "Default", null), [], cancellationToken);
        return made.Value ?? await across.FindTenantAsync(Slug, cancellationToken)
            ?? throw new InvalidOperationException($"The tenant '{Slug}' could not be made: {made.Error?.Message}");
    }
}
