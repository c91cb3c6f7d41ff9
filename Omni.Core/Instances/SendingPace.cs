// When the next message of an instance with a limit may leave: one row that all nodes move on.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Tenancy;

namespace Omni.Core.Instances;

public sealed class SendingPace : ITenantOwned
{
    public required Guid InstanceId { get; init; }

    public TenantId TenantId { get; private set; }

    public required DateTimeOffset NextAt { get; init; }
}

internal sealed class SendingPaceConfiguration : IEntityTypeConfiguration<SendingPace>
{
    public void Configure(EntityTypeBuilder<SendingPace> pace)
    {
        pace.HasKey(p => new { p.TenantId, p.InstanceId });
        pace.HasOne<Instance>().WithMany().HasForeignKey(p => p.InstanceId).OnDelete(DeleteBehavior.Cascade);
    }
}
