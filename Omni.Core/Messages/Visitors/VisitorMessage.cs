// One message as the visitor of a web chat may see it: nothing of members, notes, turns or failures.
namespace Omni.Core.Messages.Visitors;

public sealed record VisitorMessage
{
    public required Guid Id { get; init; }

    public required long Sequence { get; init; }

    public required MessageDirection Direction { get; init; }

    public required MessageSource Source { get; init; }

    /// <summary>Null once the message was deleted.</summary>
    public required string? Text { get; init; }

    /// <summary>What it answers, as it was when it was answered; null for nothing, and for what the visitor may not see.</summary>
    public required string? QuotedText { get; init; }

    public required string? AuthorName { get; init; }

    public required MessageStatus Status { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public required bool IsEdited { get; init; }

    public required bool IsDeleted { get; init; }

    /// <summary>Null for messages of ours.</summary>
    public required string? ProviderMessageId { get; init; }
}

/// <param name="Messages">What the visitor has not seen, in the order of the thread.</param>
/// <param name="Waiting">Sequences of messages of ours that stand in the thread and may yet be sent.</param>
/// <param name="ConversationId">The thread; null until the visitor has written.</param>
/// <param name="ReadAt">When it was read.</param>
public sealed record VisitorThread(IReadOnlyList<VisitorMessage> Messages, IReadOnlyList<long> Waiting, Guid? ConversationId, DateTimeOffset ReadAt);
