// One turn: the messages that nobody has answered, and who is to answer them.
using Omni.Core.Contacts;
using Omni.Core.Messages;

namespace Omni.Core.Agents;

internal sealed record Turn
{
    public Guid Id { get; } = Guid.CreateVersion7();

    public required Guid ConversationId { get; init; }

    /// <summary>When it began, for the trace.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>Oldest first, all through one instance; never empty.</summary>
    public required IReadOnlyList<Message> Messages { get; init; }

    public required Contact Contact { get; init; }

    public required Guid InstanceId { get; init; }

    public required string InstanceName { get; init; }

    public required ChannelType Channel { get; init; }

    public required Agent Agent { get; init; }

    /// <summary>The contact's address on this channel other than a number; null when there is none.</summary>
    public string? ExternalUserId { get; init; }

    public required bool IsGroup { get; init; }

    public Message Last => Messages[^1];
}
