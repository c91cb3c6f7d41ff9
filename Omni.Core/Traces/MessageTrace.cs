// What happened to one inbound message, stage by stage.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Messages;
using Omni.Core.Tenancy;

namespace Omni.Core.Traces;

public sealed class MessageTrace : ITenantOwned
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public Guid? InstanceId { get; init; }

    public required string InstanceName { get; init; }

    public Guid? ConversationId { get; set; }

    public Guid? MessageId { get; init; }

    /// <summary>The turn that answers the message; the messages of one burst share it.</summary>
    public Guid? TurnId { get; set; }

    public required TraceStatus Status { get; set; }

    public TraceStage? ErrorStage { get; set; }

    public string? ErrorMessage { get; set; }

    public required MessageKind MessageKind { get; init; }

    /// <summary>E.164 of the sender, or their address where there is no number.</summary>
    public required string Sender { get; init; }

    public string? SenderName { get; init; }

    public string? SessionName { get; set; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public DateTimeOffset? AgentCalledAt { get; set; }

    public DateTimeOffset? AgentAnsweredAt { get; set; }

    public bool? AgentSucceeded { get; set; }

    public bool? ChannelSucceeded { get; set; }

    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>Ends the trace at the stage that failed.</summary>
    public void Fail(TraceStage stage, string reason, DateTimeOffset now)
    {
        (Status, ErrorStage, CompletedAt) = (TraceStatus.Error, stage, now);
        ErrorMessage = reason.Length > 1000 ? reason[..1000] : reason;
    }
}

public enum TraceStatus
{
    WebhookReceived,
    Processing,
    AgentCalled,
    AgentSuccess,
    Formatted,
    Sending,
    Completed,
    Error,
    AccessDenied,
    Superseded,
}

public enum TraceStage
{
    Webhook,
    Agent,
    Channel,
}

internal sealed class MessageTraceConfiguration : IEntityTypeConfiguration<MessageTrace>
{
    public void Configure(EntityTypeBuilder<MessageTrace> trace)
    {
        trace.Property(t => t.Id).ValueGeneratedNever();
        trace.Property(t => t.InstanceName).HasMaxLength(63);
        trace.Property(t => t.Sender).HasMaxLength(200);
        trace.Property(t => t.SenderName).HasMaxLength(200);
        trace.Property(t => t.SessionName).HasMaxLength(300);
        trace.Property(t => t.ErrorMessage).HasMaxLength(1000);

        // Serves the list of traces: newest first.
        trace.HasIndex(t => new { t.TenantId, t.ReceivedAt }).IsDescending(false, true);

        // Serves a turn or a send writing its stage.
        trace.HasIndex(t => new { t.TenantId, t.TurnId }).HasFilter("turn_id IS NOT NULL");

        // Serves turns that look their messages' traces up, and the link from a bubble.
        trace.HasIndex(t => new { t.TenantId, t.MessageId });
    }
}
