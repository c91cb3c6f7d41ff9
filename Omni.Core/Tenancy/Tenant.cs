// A business: it has instances, agents, members and contacts of its own.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Clocks;

namespace Omni.Core.Tenancy;

/// <summary>Guarded by row-level security like every tenant table: a scope sees its own tenant's row only.</summary>
public sealed class Tenant
{
    /// <summary>2 to 40 characters: lower-case letters, digits and hyphens, begun by a letter or digit.</summary>
    public const string SlugPattern = "^[a-z0-9][a-z0-9-]{1,39}$";

    public TenantId Id { get; private set; }

    public required string Slug { get; init; }

    public required string Name { get; set; }

    /// <summary>ISO 3166 region for numbers typed without a country code, such as <c>IL</c>; null takes Omni's default.</summary>
    public string? DefaultRegion { get; set; }

    /// <summary>IANA name of the zone that the business's clock is in, such as <c>Asia/Jerusalem</c>; null for UTC.</summary>
    public string? TimeZone { get; set; }

    /// <summary>When a lead is made by itself.</summary>
    public LeadRule LeadRule { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static Tenant Create(string slug, string name, string? defaultRegion, DateTimeOffset now)
        => new() { Id = TenantId.New(), Slug = slug, Name = name, DefaultRegion = defaultRegion, CreatedAt = now };
}

public enum LeadRule
{
    /// <summary>Leads are made by people and programs only.</summary>
    None,

    /// <summary>Whoever writes and has no lead becomes one.</summary>
    FirstMessage,
}

internal sealed class TenantConfiguration : IEntityTypeConfiguration<Tenant>
{
    public void Configure(EntityTypeBuilder<Tenant> tenant)
    {
        tenant.Property(t => t.Id).ValueGeneratedNever();
        tenant.Property(t => t.Slug).HasMaxLength(40);
        tenant.Property(t => t.Name).HasMaxLength(200);
        tenant.Property(t => t.DefaultRegion).HasMaxLength(2);
        tenant.Property(t => t.TimeZone).HasMaxLength(TimeZones.MaxLength);
        tenant.Property(t => t.LeadRule).HasDefaultValue(LeadRule.None).HasSentinel(LeadRule.None);

        // Serves sign-in and X-Omni-Tenant: a tenant by its slug.
        tenant.HasIndex(t => t.Slug).IsUnique();
    }
}
