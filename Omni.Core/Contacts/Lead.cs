// A chance to do business with a contact. A contact may have several; the oldest names their thread.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Team;
using Omni.Core.Tenancy;

namespace Omni.Core.Contacts;

public sealed class Lead : ITenantOwned
{
    public const int MaxNameLength = 200;
    public const int MaxNotesLength = 10_000;

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public required Guid ContactId { get; set; }

    public required string Name { get; set; }

    /// <summary>E.164 with its plus; as it was when the lead was made or changed. The person's own number may move on.</summary>
    public string? PhoneNumber { get; set; }

    public string? Email { get; set; }

    /// <summary>Where it stands, in the tenant's own words, such as <c>new</c> or <c>won</c>.</summary>
    public required string Stage { get; set; }

    /// <summary>Where it came from, in the tenant's own words, such as <c>api</c>, <c>csv</c> or a campaign.</summary>
    public string? Source { get; set; }

    /// <summary>The member who looks after it.</summary>
    public Guid? OwnerId { get; set; }

    /// <summary>In the tenant's own currency.</summary>
    public decimal? Value { get; set; }

    public string? Notes { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class LeadConfiguration : IEntityTypeConfiguration<Lead>
{
    public void Configure(EntityTypeBuilder<Lead> lead)
    {
        lead.Property(l => l.Id).ValueGeneratedNever();
        lead.Property(l => l.Name).HasMaxLength(Lead.MaxNameLength);
        lead.Property(l => l.PhoneNumber).HasMaxLength(20);
        lead.Property(l => l.Email).HasMaxLength(320);
        lead.Property(l => l.Stage).HasMaxLength(60);
        lead.Property(l => l.Source).HasMaxLength(100);
        lead.Property(l => l.Value).HasPrecision(18, 2);
        lead.Property(l => l.Notes).HasMaxLength(Lead.MaxNotesLength);

        // Serves a contact's leads, oldest first, and merging.
        lead.HasIndex(l => new { l.TenantId, l.ContactId, l.CreatedAt });

        // Serves the list, newest first, with and without a stage.
        lead.HasIndex(l => new { l.TenantId, l.CreatedAt, l.Id }).IsDescending(false, true, true);
        lead.HasIndex(l => new { l.TenantId, l.Stage, l.CreatedAt }).IsDescending(false, false, true);

        lead.HasOne<Contact>().WithMany().HasForeignKey(l => l.ContactId).OnDelete(DeleteBehavior.Cascade);
        lead.HasOne<User>().WithMany().HasForeignKey(l => l.OwnerId).OnDelete(DeleteBehavior.SetNull);
    }
}
