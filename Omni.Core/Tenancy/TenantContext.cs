// Says whose data this scope may touch: one request, one circuit or one job.
namespace Omni.Core.Tenancy;

public sealed class TenantContext
{
    /// <summary>The tenant of this scope; null means no rows and no writes.</summary>
    public TenantId? Current { get; private set; }

    /// <summary>The tenant's slug, once entered: what keys, names and agents are shown.</summary>
    public string? Slug { get; private set; }

    /// <summary>The tenant of this scope. Throws when no door has entered one.</summary>
    public TenantId Required => Current ?? throw new InvalidOperationException("This scope has entered no tenant.");

    /// <summary>The slug of this scope. Throws when no door has entered a tenant.</summary>
    public string RequiredSlug => Slug ?? throw new InvalidOperationException("This scope has entered no tenant.");

    /// <summary>Enters a tenant once. A second, different tenant in the same scope is a bug, not a switch.</summary>
    public void Enter(TenantId tenant, string slug)
    {
        if (Current is { } entered && entered != tenant)
        {
            throw new InvalidOperationException($"This scope already belongs to tenant {entered}.");
        }

        (Current, Slug) = (tenant, slug);
    }
}
