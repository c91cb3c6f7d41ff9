// A message of another system, as it was given, until the backfill has found its thread.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Tenancy;

namespace Omni.Core.Backfill;

/// <summary>The seed system's shape (seeds/001): numbers and jids as they stood there, nothing checked yet.</summary>
public sealed class ImportedMessage : ITenantOwned
{
    /// <summary>Order of arrival; the database gives it.</summary>
    public long Sequence { get; private set; }

    public TenantId TenantId { get; private set; }

    /// <summary>A digest of everything in the row, so that the same file twice is one import.</summary>
    public required string Fingerprint { get; init; }

    public string? ToNumber { get; init; }

    public string? FromNumber { get; init; }

    public string? RemoteJid { get; init; }

    public string? LeadId { get; init; }

    public string? Direction { get; init; }

    public string? Body { get; init; }

    public string? CreatedAt { get; init; }

    /// <summary>The instance that carried it, as whoever imported it said; null when they did not.</summary>
    public string? InstanceName { get; init; }

    /// <summary>The message that it became; null while it waits or is bad.</summary>
    public Guid? MessageId { get; set; }

    /// <summary>Why it could not be linked, in words; null while it waits or is linked.</summary>
    public string? Problem { get; set; }

    public required DateTimeOffset ImportedAt { get; init; }
}

internal sealed class ImportedMessageConfiguration : IEntityTypeConfiguration<ImportedMessage>
{
    public void Configure(EntityTypeBuilder<ImportedMessage> message)
    {
        message.HasKey(m => m.Sequence);
        message.Property(m => m.Sequence).UseIdentityAlwaysColumn();
        message.Property(m => m.Fingerprint).HasMaxLength(64);
        message.Property(m => m.ToNumber).HasMaxLength(100);
        message.Property(m => m.FromNumber).HasMaxLength(100);
        message.Property(m => m.RemoteJid).HasMaxLength(100);
        message.Property(m => m.LeadId).HasMaxLength(100);
        message.Property(m => m.Direction).HasMaxLength(20);
        message.Property(m => m.CreatedAt).HasMaxLength(60);
        message.Property(m => m.InstanceName).HasMaxLength(63);
        message.Property(m => m.Problem).HasMaxLength(500);

        // The same row twice is one.
        message.HasIndex(m => new { m.TenantId, m.Fingerprint }).IsUnique();

        // Serves the backfill: what waits, in order.
        message.HasIndex(m => new { m.TenantId, m.Sequence }, "ix_imported_messages_waiting").HasFilter("message_id IS NULL");
    }
}
