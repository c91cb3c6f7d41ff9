// A receipt that came before the message it speaks of was known; kept, and applied when it is.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Contacts;
using Omni.Core.Tenancy;

namespace Omni.Core.Messages;

public sealed class EarlyReceipt : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public required Guid InstanceId { get; init; }

    public required string ProviderMessageId { get; init; }

    public required MessageStatus Status { get; set; }

    /// <summary>Whose receipt it is, when the channel named them by an address: it may be one that we have not seen yet.</summary>
    public IdentityKind? AddressKind { get; init; }

    public string? AddressValue { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class EarlyReceiptConfiguration : IEntityTypeConfiguration<EarlyReceipt>
{
    public void Configure(EntityTypeBuilder<EarlyReceipt> receipt)
    {
        receipt.HasKey(r => new { r.TenantId, r.InstanceId, r.ProviderMessageId, r.Status });
        receipt.Property(r => r.AddressValue).HasMaxLength(200);
        receipt.Property(r => r.ProviderMessageId).HasMaxLength(255);
        receipt.Property(r => r.Status).HasConversion<short>();
    }
}
