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
        InstanceId = m.InstanceId,
        InstanceName = m.InstanceName,
        Direction = m.Direction,
        Source = m.Source,
        Kind = m.Kind,
        Text = m.DeletedAt == null ? m.Text : null,
        Details = m.DeletedAt == null ? m.Details : null,
        Attachments = m.Attachments.Where(a => m.DeletedAt == null).OrderBy(a => a.Id)
            .Select(a => new AttachmentRow(a.Id, a.Kind, a.MimeType, a.FileName, a.Size, a.SourceUrl)).ToList(),
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

    private static readonly TimeSpan ConfirmsWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan DecidesAfter = TimeSpan.FromMinutes(10);

    public required Guid Id { get; init; }

    public required long Sequence { get; init; }

    public required Guid ConversationId { get; init; }

    public Guid ContactId { get; init; }

    public Guid? LeadId { get; init; }

    /// <summary>Null once the instance was deleted.</summary>
    public Guid? InstanceId { get; init; }

    public required string InstanceName { get; init; }

    public required MessageDirection Direction { get; init; }

    public required MessageSource Source { get; init; }

    public required MessageKind Kind { get; init; }

    /// <summary>Null when the message has none, or was deleted.</summary>
    public string? Text { get; init; }

    /// <summary>Place, cards, mentions; null for most.</summary>
    public MessageDetails? Details { get; init; }

    public IReadOnlyList<AttachmentRow> Attachments { get; init; } = [];

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

    /// <summary>Whether it went through a gateway that tells what becomes of it. The web chat's sends are called like their rows.</summary>
    public bool IsFromGateway => ProviderMessageId is not null && ProviderMessageId != Id.ToString("N");

    /// <summary>Whether the gateway took it and the channel has not said since that it has it: the fault that users of gateways report most.</summary>
    public bool IsUnconfirmed(DateTimeOffset now) => this is { Status: MessageStatus.Sent, Direction: MessageDirection.Outbound, Source: not MessageSource.Phone, IsFromGateway: true } && now - SentAt > ConfirmsWithin;

    /// <summary>Whether a member should decide what became of it: the channel has had its time to tell.</summary>
    public bool AwaitsDecision(DateTimeOffset now) => Status is MessageStatus.Unknown && now - SentAt > DecidesAfter;

    public ThreadCursor Cursor => new(SentAt, Sequence);
}

/// <param name="Id">The attachment.</param>
/// <param name="Kind">Image, video, audio, document or sticker.</param>
/// <param name="MimeType">Such as <c>image/jpeg</c>.</param>
/// <param name="FileName">Null when it has none.</param>
/// <param name="Size">Bytes; null while nobody has fetched it.</param>
/// <param name="SourceUrl">Where it stands when Omni does not hold it.</param>
public sealed record AttachmentRow(Guid Id, MessageKind Kind, string MimeType, string? FileName, long? Size, string? SourceUrl);

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
