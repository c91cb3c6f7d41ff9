// What a user is in one tenant.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Tenancy;

namespace Omni.Core.Team;

public sealed class Membership : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public required Guid UserId { get; init; }

    public required MemberRole Role { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }
}

public enum MemberRole
{
    /// <summary>Answers customers.</summary>
    Member,

    /// <summary>Also sets up instances, agents and the team.</summary>
    Admin,

    /// <summary>An admin whom no admin can remove.</summary>
    Owner,
}

internal sealed class MembershipConfiguration : IEntityTypeConfiguration<Membership>
{
    public void Configure(EntityTypeBuilder<Membership> membership)
    {
        membership.HasKey(m => new { m.TenantId, m.UserId });

        // Serves sign-in: the tenants of one user.
        membership.HasIndex(m => m.UserId);

        membership.HasOne<User>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}
