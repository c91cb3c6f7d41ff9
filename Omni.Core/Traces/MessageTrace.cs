// What happened to one inbound message, stage by stage.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Contacts;
using Omni.Core.Messages;
using Omni.Core.Tenancy;
using Omni.Core.Texts;

namespace Omni.Core.Traces;

public sealed class MessageTrace : ITenantOwned
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public Guid? InstanceId { get; init; }

    public required string InstanceName { get; init; }

    /// <summary>Null for traces from before it was kept.</summary>
    public ChannelType? Channel { get; init; }

    public Guid? ConversationId { get; set; }

    public Guid? MessageId { get; init; }

    /// <summary>The turn that answers the message; the messages of one burst share it.</summary>
    public Guid? TurnId { get; set; }

    public required TraceStatus Status { get; set; }

    public TraceStage? ErrorStage { get; set; }

    public string? ErrorMessage { get; set; }

    public required MessageKind MessageKind { get; init; }

    /// <summary>Characters of its text.</summary>
    public int MessageLength { get; init; }

    public bool HasMedia { get; init; }

    public bool HasQuotedMessage { get; init; }

    /// <summary>E.164 of the sender, or their address where there is no number.</summary>
    public required string Sender { get; init; }

    public string? SenderName { get; init; }

    public string? SessionName { get; set; }

    /// <summary>Who was asked for and in which session, as the agent was told.</summary>
    public Guid? UserId { get; set; }

    public Guid? SessionId { get; set; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When a turn took it.</summary>
    public DateTimeOffset? ProcessingAt { get; set; }

    public DateTimeOffset? AgentCalledAt { get; set; }

    public DateTimeOffset? AgentAnsweredAt { get; set; }

    public bool? AgentSucceeded { get; set; }

    /// <summary>Characters of the answer; null without one.</summary>
    public int? AgentResponseLength { get; set; }

    /// <summary>What the agent says that its answer cost; null when it does not say.</summary>
    public int? AgentTokens { get; set; }

    /// <summary>When the messages of the answer stood in the thread, ready to leave.</summary>
    public DateTimeOffset? FormattedAt { get; set; }

    /// <summary>When the first of them was given to the channel.</summary>
    public DateTimeOffset? SendingAt { get; set; }

    public bool? ChannelSucceeded { get; set; }

    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>The agent has answered, or has not been able to.</summary>
    /// <param name="succeeded">Whether the answer can be used.</param>
    /// <param name="text">What it says; null without an answer.</param>
    /// <param name="response">The body as it came, for what the answer cost.</param>
    /// <param name="now">When.</param>
    public void TakeAnswer(bool succeeded, string? text, string? response, DateTimeOffset now)
    {
        (AgentAnsweredAt, AgentSucceeded) = (now, succeeded);
        AgentResponseLength = succeeded ? text?.Length ?? 0 : null;
        AgentTokens = response is null ? null : ReadUsage.TokensOf(response);
    }

    /// <summary>The answer stands in the thread and is about to leave; or says nothing, which ends the trace.</summary>
    public void Format(bool isSending, DateTimeOffset now)
    {
        Status = isSending ? TraceStatus.Formatted : TraceStatus.Completed;
        (FormattedAt, CompletedAt) = (now, isSending ? null : now);
    }

    /// <summary>Ends the trace at the stage that failed.</summary>
    public void Fail(TraceStage stage, string reason, DateTimeOffset now)
    {
        (Status, ErrorStage, CompletedAt) = (TraceStatus.Error, stage, now);
        ErrorMessage = reason.Fit(Message.MaxErrorLength);
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
        trace.Property(t => t.ErrorMessage).HasMaxLength(Message.MaxErrorLength);

        // Serves the list of traces, newest first, their numbers over a time, and forgetting the oldest.
        trace.HasIndex(t => new { t.TenantId, t.ReceivedAt }).IsDescending(false, true);

        // Serves the list and the numbers of one instance, and of keys that reach a few.
        trace.HasIndex(t => new { t.TenantId, t.InstanceName, t.ReceivedAt }).IsDescending(false, false, true);

        // Serves the traces of one thread.
        trace.HasIndex(t => new { t.TenantId, t.ConversationId, t.ReceivedAt }).IsDescending(false, false, true);

        // Serves a turn or a send writing its stage.
        trace.HasIndex(t => new { t.TenantId, t.TurnId }).HasFilter("turn_id IS NOT NULL");

        // Serves turns that look their messages' traces up, and the link from a bubble.
        trace.HasIndex(t => new { t.TenantId, t.MessageId });
    }
}
