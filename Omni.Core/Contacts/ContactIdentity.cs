// One address by which a contact is known.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Tenancy;

namespace Omni.Core.Contacts;

public sealed class ContactIdentity : ITenantOwned
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public required Guid ContactId { get; set; }

    public required ChannelType Channel { get; init; }

    public required IdentityKind Kind { get; init; }

    /// <summary>In the normal form that <see cref="IdentityKind"/> says.</summary>
    public required string Value { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <param name="address">As identities hold it: see <see cref="IdentityKind"/>.</param>
    /// <param name="contactId">Whose.</param>
    /// <param name="now">Since when it is known.</param>
    public static ContactIdentity Of(ChannelAddress address, Guid contactId, DateTimeOffset now)
        => new() { ContactId = contactId, Channel = address.Channel, Kind = address.Kind, Value = address.Value, CreatedAt = now };

    public ChannelAddress Address => new(Channel, Kind, Value);
}

internal sealed class ContactIdentityConfiguration : IEntityTypeConfiguration<ContactIdentity>
{
    public void Configure(EntityTypeBuilder<ContactIdentity> identity)
    {
        identity.Property(i => i.Id).ValueGeneratedNever();
        identity.Property(i => i.Value).HasMaxLength(200);
        identity.Ignore(i => i.Address);

        // Serves intake: who is this address? Unique, so that two first messages at once make one contact.
        identity.HasIndex(i => new { i.TenantId, i.Channel, i.Kind, i.Value }).IsUnique();

        // Serves the contact panel: all addresses of one contact.
        identity.HasIndex(i => new { i.TenantId, i.ContactId });

        identity.HasOne<Contact>().WithMany().HasForeignKey(i => i.ContactId).OnDelete(DeleteBehavior.Cascade);
    }
}
