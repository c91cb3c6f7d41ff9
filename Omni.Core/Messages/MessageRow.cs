// A message as threads show it.
using System.Linq.Expressions;

namespace Omni.Core.Messages;

public sealed record MessageRow
{
    internal static readonly Expression<Func<Message, MessageRow>> Projection = m => new MessageRow
    {
        Id = m.Id,
        Sequence = m.Sequence,
        ConversationId = m.ConversationId,
        ContactId = m.ContactId,
        LeadId = m.LeadId,
        InstanceName = m.InstanceName,
        Direction = m.Direction,
        Source = m.Source,
        Kind = m.Kind,
        Text = m.DeletedAt == null ? m.Text : null,
        Status = m.Status,
        ProviderMessageId = m.ProviderMessageId,
        QuotedProviderId = m.QuotedProviderId,
        QuotedText = m.QuotedText,
        AuthorName = m.AuthorName,
        AuthorId = m.AuthorId,
        SentAt = m.SentAt,
        CreatedAt = m.CreatedAt,
        EditedAt = m.EditedAt,
        DeletedAt = m.DeletedAt,
        Error = m.Error,
        ClientKey = m.ClientKey,
    };

    public required Guid Id { get; init; }

    public required long Sequence { get; init; }

    public required Guid ConversationId { get; init; }

    public Guid ContactId { get; init; }

    public Guid? LeadId { get; init; }

    public required string InstanceName { get; init; }

    public required MessageDirection Direction { get; init; }

    public required MessageSource Source { get; init; }

    public required MessageKind Kind { get; init; }

    /// <summary>Null when the message has none, or was deleted.</summary>
    public string? Text { get; init; }

    public required MessageStatus Status { get; init; }

    public string? ProviderMessageId { get; init; }

    public string? QuotedProviderId { get; init; }

    public string? QuotedText { get; init; }

    public string? AuthorName { get; init; }

    public Guid? AuthorId { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EditedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; init; }

    public string? Error { get; init; }

    public string? ClientKey { get; init; }

    public ThreadCursor Cursor => new(SentAt, Sequence);
}

/// <summary>A place in a thread: the time of a message, and its order of arrival where times are equal.</summary>
public readonly record struct ThreadCursor(DateTimeOffset SentAt, long Sequence) : IComparable<ThreadCursor>
{
    public static bool operator <(ThreadCursor left, ThreadCursor right) => left.CompareTo(right) < 0;

    public static bool operator >(ThreadCursor left, ThreadCursor right) => left.CompareTo(right) > 0;

    public static bool operator <=(ThreadCursor left, ThreadCursor right) => left.CompareTo(right) <= 0;

    public static bool operator >=(ThreadCursor left, ThreadCursor right) => left.CompareTo(right) >= 0;

    public static bool TryParse(string? text, out ThreadCursor cursor)
    {
        cursor = default;

        if (text?.Split('.') is not [var ticks, var sequence]
            || !long.TryParse(ticks, out var value) || value < 0 || value > DateTimeOffset.MaxValue.Ticks
            || !long.TryParse(sequence, out var order))
        {
            return false;
        }

        cursor = new(new(value, TimeSpan.Zero), order);
        return true;
    }

    public int CompareTo(ThreadCursor other) => (SentAt, Sequence).CompareTo((other.SentAt, other.Sequence));

    public override string ToString() => $"{SentAt.UtcTicks}.{Sequence}";
}
