// What was said at one stage, redacted.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Tenancy;

namespace Omni.Core.Traces;

public sealed class TracePayload : ITenantOwned
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public required Guid TraceId { get; init; }

    /// <summary>Such as <c>webhook_received</c>, <c>agent_request</c>, <c>agent_response</c>, <c>channel_request</c>, <c>channel_response</c>.</summary>
    public required string Stage { get; init; }

    public int? StatusCode { get; init; }

    /// <summary>JSON, redacted and shortened: no keys, tokens or base64.</summary>
    public required string Payload { get; init; }

    public required DateTimeOffset At { get; init; }
}

internal sealed class TracePayloadConfiguration : IEntityTypeConfiguration<TracePayload>
{
    public void Configure(EntityTypeBuilder<TracePayload> payload)
    {
        payload.Property(p => p.Id).ValueGeneratedNever();
        payload.Property(p => p.Stage).HasMaxLength(40);
        payload.Property(p => p.Payload).HasColumnType("jsonb");

        // Serves one trace's payloads in order.
        payload.HasIndex(p => new { p.TenantId, p.TraceId, p.At });

        payload.HasOne<MessageTrace>().WithMany().HasForeignKey(p => p.TraceId).OnDelete(DeleteBehavior.Cascade);
    }
}
