using Omni.Core.Delivery.Scheduling;
using Omni.Core.Messages;

namespace Omni.Core.Delivery;

/// <summary>What somebody wants to say in a conversation.</summary>
public sealed record NewMessage
{
    public required Guid ConversationId { get; init; }

    /// <summary>1 to <see cref="Message.MaxTextLength"/> characters that are not all blank.</summary>
    public required string Text { get; init; }

    public required MessageSource Source { get; init; }

    /// <summary>The member who writes, for <see cref="MessageSource.Member"/>.</summary>
    public Guid? AuthorId { get; init; }

    /// <summary>The member's or agent's name, for people.</summary>
    public string? AuthorName { get; init; }

    /// <summary>The sender's own key; the same key twice is one message.</summary>
    public string? ClientKey { get; init; }

    /// <summary>Leave through this instance instead of the one the customer last wrote to.</summary>
    public Guid? InstanceId { get; init; }

    /// <summary>Go to this address instead of the one the customer last wrote from, in the channel's own words.</summary>
    public string? Address { get; init; }

    /// <summary>Goes out then; null for at once.</summary>
    public NewSchedule? Schedule { get; init; }
}
