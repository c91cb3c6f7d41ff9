// Says of one address, or of all that begin alike, whether they may write: to the whole tenant, or to one of its instances.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Instances;
using Omni.Core.Tenancy;

namespace Omni.Core.Access;

public sealed class AccessRule : ITenantOwned
{
    public const int MaxReasonLength = 500;

    /// <summary>Rules a tenant may have.</summary>
    public const int MostPerTenant = 10_000;

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    /// <summary>The instance it holds for; null means all of the tenant's.</summary>
    public Guid? InstanceId { get; init; }

    /// <summary>As it is shown: <c>+12345*</c>, <c>T123:U456</c>.</summary>
    public required string Pattern { get; init; }

    /// <summary>What addresses are compared with: in lower case and without the star. Its length decides which rule wins.</summary>
    public required string Literal { get; init; }

    /// <summary>Whether it is about all addresses that begin so.</summary>
    public required bool IsPrefix { get; init; }

    public required AccessAction Action { get; init; }

    public string? Reason { get; init; }

    /// <summary>From then on it says nothing any more; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The member who made it; null for a program.</summary>
    public Guid? AuthorId { get; init; }

    /// <summary>Who made it, in words that stay when they have left.</summary>
    public required string AuthorName { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public bool IsActive(DateTimeOffset now) => ExpiresAt is null || ExpiresAt > now;
}

/// <summary>What a rule says. On the wire: lower case.</summary>
public enum AccessAction
{
    Allow,
    Block,
}

internal sealed class AccessRuleConfiguration : IEntityTypeConfiguration<AccessRule>
{
    public void Configure(EntityTypeBuilder<AccessRule> rule)
    {
        rule.Property(r => r.Id).ValueGeneratedNever();
        rule.Property(r => r.Pattern).HasMaxLength(RulePattern.MaxLength);
        rule.Property(r => r.Literal).HasMaxLength(RulePattern.MaxLength);
        rule.Property(r => r.Reason).HasMaxLength(AccessRule.MaxReasonLength);
        rule.Property(r => r.AuthorName).HasMaxLength(200);

        // Serves every message of a tenant that has rules: all beginnings of an address are looked up at once.
        rule.HasIndex(r => new { r.TenantId, r.Literal });

        // Nobody says the same twice. In two indexes, because NULL is equal to nothing.
        rule.HasIndex(r => new { r.TenantId, r.Literal, r.IsPrefix, r.Action }, "ix_access_rules_of_tenant").IsUnique().HasFilter("instance_id IS NULL");
        rule.HasIndex(r => new { r.TenantId, r.InstanceId, r.Literal, r.IsPrefix, r.Action }, "ix_access_rules_of_instance").IsUnique().HasFilter("instance_id IS NOT NULL");

        // Serves the list: newest first.
        rule.HasIndex(r => new { r.TenantId, r.CreatedAt, r.Id });

        rule.HasOne<Instance>().WithMany().HasForeignKey(r => r.InstanceId).OnDelete(DeleteBehavior.Cascade);
    }
}
