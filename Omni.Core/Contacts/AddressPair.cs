// That two addresses are one person's, learnt before that person was known by either: from an address book, or a list of participants.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Tenancy;

namespace Omni.Core.Contacts;

public sealed class AddressPair : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    public required ChannelType Channel { get; init; }

    public required IdentityKind Kind { get; init; }

    public required string Value { get; init; }

    public required ChannelType OtherChannel { get; init; }

    public required IdentityKind OtherKind { get; init; }

    public required string OtherValue { get; init; }

    public ChannelAddress Address => new(Channel, Kind, Value);

    public ChannelAddress Other => new(OtherChannel, OtherKind, OtherValue);
}

internal sealed class AddressPairConfiguration : IEntityTypeConfiguration<AddressPair>
{
    public void Configure(EntityTypeBuilder<AddressPair> pair)
    {
        // Each pair stands twice, once from either side, so that one look-up by the key finds it.
        pair.HasKey(p => new { p.TenantId, p.Channel, p.Kind, p.Value, p.OtherChannel, p.OtherKind, p.OtherValue });
        pair.Property(p => p.Value).HasMaxLength(200);
        pair.Property(p => p.OtherValue).HasMaxLength(200);
        pair.Ignore(p => p.Address);
        pair.Ignore(p => p.Other);
    }
}
