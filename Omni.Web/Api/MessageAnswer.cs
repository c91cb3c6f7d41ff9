using Omni.Core.Messages;

namespace Omni.Web.Api;

/// <summary>A message as the API shows it; contract, section 4.</summary>
internal sealed record MessageAnswer
{
    public required Guid Id { get; init; }

    /// <summary>The same as <see cref="Id"/>: what sends are answered with.</summary>
    public required Guid MessageId { get; init; }

    public required Guid ConversationId { get; init; }

    public required Guid ContactId { get; init; }

    public Guid? LeadId { get; init; }

    public required string InstanceName { get; init; }

    public required MessageDirection Direction { get; init; }

    public required MessageSource Source { get; init; }

    public required MessageKind Kind { get; init; }

    public required string? Text { get; init; }

    public required MessageStatus Status { get; init; }

    public required string? ProviderMessageId { get; init; }

    /// <summary>The provider's id of the message it answers.</summary>
    public required string? ReplyTo { get; init; }

    public IReadOnlyList<AttachmentAnswer> Attachments { get; init; } = [];

    public GeoPoint? Location { get; init; }

    /// <summary>The cards of a message of kind contact; null for others.</summary>
    public IReadOnlyList<ContactCard>? Contacts { get; init; }

    public required string? AuthorName { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    /// <summary>When it goes out, while it is scheduled; null otherwise.</summary>
    public DateTimeOffset? SendAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset? EditedAt { get; init; }

    public required DateTimeOffset? DeletedAt { get; init; }

    public required string? Error { get; init; }

    public static MessageAnswer Of(MessageRow row) => new()
    {
        Id = row.Id,
        MessageId = row.Id,
        ConversationId = row.ConversationId,
        ContactId = row.ContactId,
        LeadId = row.LeadId,
        InstanceName = row.InstanceName,
        Direction = row.Direction,
        Source = row.Source,
        Kind = row.Kind,
        Text = row.Text,
        Status = row.Status,
        ProviderMessageId = row.ProviderMessageId,
        ReplyTo = row.QuotedProviderId,
        Attachments = [.. row.Attachments.Select(AttachmentAnswer.Of)],
        Location = row.Details?.Location,
        Contacts = row.Details?.Cards,
        AuthorName = row.AuthorName,
        SentAt = row.SentAt,
        SendAt = row.Status is MessageStatus.Scheduled ? row.SentAt : null,
        CreatedAt = row.CreatedAt,
        EditedAt = row.EditedAt,
        DeletedAt = row.DeletedAt,
        Error = row.Error,
    };
}

/// <summary>A file of a message.</summary>
internal sealed record AttachmentAnswer
{
    public required Guid Id { get; init; }

    public required MessageKind Kind { get; init; }

    public required string MimeType { get; init; }

    public required string? FileName { get; init; }

    /// <summary>Bytes; null while nobody has fetched it.</summary>
    public required long? Size { get; init; }

    /// <summary>Where it is read: with the same key when Omni holds it, else where it stands.</summary>
    public required string Url { get; init; }

    /// <summary>The bucket it is kept in; null while files are kept with their messages.</summary>
    public string? Bucket { get; init; }

    public static AttachmentAnswer Of(AttachmentRow row) => new()
    {
        Id = row.Id,
        Kind = row.Kind,
        MimeType = row.MimeType,
        FileName = row.FileName,
        Size = row.Size,
        Url = row.SourceUrl ?? $"{ApiPaths.Root}/attachments/{row.Id}",
    };
}
