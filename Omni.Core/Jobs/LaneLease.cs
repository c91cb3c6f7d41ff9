// Which node works on a conversation right now, so that one conversation has one lane across nodes.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Tenancy;

namespace Omni.Core.Jobs;

public sealed class LaneLease : ITenantOwned
{
    public TenantId TenantId { get; private set; }

    /// <summary>In the lanes of webhooks: the subscription.</summary>
    public required Guid ConversationId { get; init; }

    public required LaneKind Kind { get; init; }

    /// <summary>The node that holds it: a new GUID at every start.</summary>
    public required Guid Node { get; init; }

    /// <summary>Free for all from then on, unless renewed.</summary>
    public required DateTimeOffset Until { get; init; }
}

public enum LaneKind
{
    Delivery,
    Turn,

    /// <summary>Its lanes are those of subscriptions instead of conversations.</summary>
    Webhook,
}

internal sealed class LaneLeaseConfiguration : IEntityTypeConfiguration<LaneLease>
{
    public void Configure(EntityTypeBuilder<LaneLease> lease)
    {
        lease.HasKey(l => new { l.TenantId, l.ConversationId, l.Kind });

        // Serves renewal: all leases of one node.
        lease.HasIndex(l => l.Node);
    }
}
