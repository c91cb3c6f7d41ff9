// Makes the rows of what is said: one, or several when a long text is cut.
using Omni.Core.Data;
using Omni.Core.Messages;
using Omni.Core.Texts;

namespace Omni.Core.Delivery;

/// <summary>From whom, to whom and by which way; the same for all pieces of a text.</summary>
internal sealed record OutboundEnvelope
{
    public required Guid ConversationId { get; init; }

    public required Guid ContactId { get; init; }

    public Guid? LeadId { get; init; }

    public required Guid? InstanceId { get; init; }

    public required string InstanceName { get; init; }

    public required string Address { get; init; }

    public required MessageSource Source { get; init; }

    public Guid? AuthorId { get; init; }

    public string? AuthorName { get; init; }

    public string? ClientKey { get; init; }

    /// <summary>What was asked for under that key.</summary>
    public string? ContentHash { get; init; }

    /// <summary>The agent's turn that made it.</summary>
    public Guid? TurnId { get; init; }

    public QuotedMessage? Quoted { get; init; }

    /// <summary>Into how many messages a long text is cut at most.</summary>
    public int MostPieces { get; init; } = SplitText.MostPieces;

    /// <summary>How many pieces of the same answer went before.</summary>
    public short PiecesBefore { get; init; }

    /// <summary>When it is to leave; null for at once.</summary>
    public DateTimeOffset? SendAt { get; init; }

    public required DateTimeOffset Now { get; init; }
}

internal static class MakeMessages
{
    extension(OmniDbContext db)
    {
        /// <summary>Stores them one after the other: in one save they would be numbered by their ids, which are not in order within a millisecond.</summary>
        public async Task AddInOrderAsync(IReadOnlyList<Message> messages, CancellationToken cancellationToken)
        {
            foreach (var message in messages)
            {
                db.Add(message);
                await db.SaveChangesAsync(cancellationToken);
            }
        }
    }

    /// <summary>In the order in which they leave; never empty. The first carries key, quote and file.</summary>
    /// <param name="content">Checked by <see cref="CheckContent"/>.</param>
    /// <param name="envelope">What they share.</param>
    /// <param name="splits">Whether a long text is cut.</param>
    public static List<Message> Of(NewContent content, OutboundEnvelope envelope, bool splits)
    {
        var text = content.Text.Fit(Message.MaxTextLength);
        var pieces = content.Kind is MessageKind.Text && splits ? SplitText.Run(text, envelope.MostPieces) : [text];
        return [.. pieces.Select((piece, part) => ToMessage(content, envelope, piece, (short)part))];
    }

    private static Message ToMessage(NewContent content, OutboundEnvelope envelope, string text, short part)
    {
        var message = new Message
        {
            ConversationId = envelope.ConversationId,
            ContactId = envelope.ContactId,
            LeadId = envelope.LeadId,
            InstanceId = envelope.InstanceId,
            InstanceName = envelope.InstanceName,
            Address = envelope.Address,
            Direction = MessageDirection.Outbound,
            Source = envelope.Source,
            Kind = content.Kind,
            Text = text.Length > 0 ? text : null,
            Details = Fit(content.Details),
            Status = envelope.SendAt is null ? MessageStatus.Queued : MessageStatus.Scheduled,
            AuthorId = envelope.AuthorId,
            AuthorName = envelope.AuthorName,
            ClientKey = part == 0 ? envelope.ClientKey : null,
            ContentHash = part == 0 ? envelope.ContentHash : null,
            QuotedProviderId = part == 0 ? envelope.Quoted?.ProviderMessageId : null,
            QuotedText = part == 0 ? envelope.Quoted?.Text?.Fit(1000) : null,
            TurnId = envelope.TurnId,
            Part = (short)(envelope.PiecesBefore + part),
            SentAt = envelope.SendAt ?? envelope.Now,
            CreatedAt = envelope.Now,
        };

        if (content.File is { } file)
        {
            message.Attachments.Add(ToAttachment(message, content.Kind, file));
        }

        return message;
    }

    // PostgreSQL takes no NUL and no half character, in jsonb neither.
    private static MessageDetails? Fit(MessageDetails? details) => details is null ? null : details with
    {
        Location = details.Location is { } place ? place with { Name = place.Name?.Fit(300), Address = place.Address?.Fit(300) } : null,
        Cards = details.Cards is { } cards ? [.. cards.Select(c => new ContactCard(c.FullName.Fit(300), c.PhoneNumber.Fit(50)))] : null,
        Mentions = details.Mentions is { } mentions ? [.. mentions.Select(m => m.Fit(100))] : null,
    };

    private static Attachment ToAttachment(Message message, MessageKind kind, NewFile file) => new()
    {
        MessageId = message.Id,
        Kind = kind,
        MimeType = FileTypes.Of(file, kind),
        FileName = file.FileName?.Fit(Attachment.MaxFileNameLength) ?? FileTypes.NameIn(file.Url)?.Fit(Attachment.MaxFileNameLength),
        Size = file.Bytes?.Length,
        SourceUrl = file.Url?.Trim(),
        Content = file.Bytes is { } bytes ? new() { Bytes = bytes } : null,
    };
}
