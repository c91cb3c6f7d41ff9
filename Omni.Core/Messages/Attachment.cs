// A file of a message. What was handed to Omni is kept; what stands elsewhere is named by its address.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Tenancy;

namespace Omni.Core.Messages;

public sealed class Attachment : ITenantOwned
{
    public const int MaxFileNameLength = 255;

    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public required Guid MessageId { get; init; }

    /// <summary>Image, video, audio, document or sticker.</summary>
    public required MessageKind Kind { get; init; }

    public required string MimeType { get; init; }

    public string? FileName { get; init; }

    /// <summary>Bytes; null while nobody has fetched it.</summary>
    public long? Size { get; init; }

    /// <summary>Where it stands when Omni does not hold it; null when it does.</summary>
    public string? SourceUrl { get; init; }

    /// <summary>Only there while it is being stored.</summary>
    public AttachmentContent? Content { get; init; }

    /// <summary>The same file for another message.</summary>
    public Attachment CopyFor(Guid messageId) => new()
    {
        MessageId = messageId,
        Kind = Kind,
        MimeType = MimeType,
        FileName = FileName,
        Size = Size,
        SourceUrl = SourceUrl,
        Content = Content is { Bytes: var bytes } ? new() { Bytes = bytes } : null,
    };
}

/// <summary>The bytes of an attachment, in a table of their own: lists of messages never read them.</summary>
public sealed class AttachmentContent : ITenantOwned
{
    public Guid AttachmentId { get; private set; }

    public TenantId TenantId { get; private set; }

    public required byte[] Bytes { get; init; }
}

internal sealed class AttachmentConfiguration : IEntityTypeConfiguration<Attachment>, IEntityTypeConfiguration<AttachmentContent>
{
    public void Configure(EntityTypeBuilder<Attachment> attachment)
    {
        attachment.Property(a => a.Id).ValueGeneratedNever();
        attachment.Property(a => a.MimeType).HasMaxLength(200);
        attachment.Property(a => a.FileName).HasMaxLength(Attachment.MaxFileNameLength);
        attachment.Property(a => a.SourceUrl).HasMaxLength(2000);

        // Serves threads: the files of the messages shown.
        attachment.HasIndex(a => new { a.TenantId, a.MessageId });
        attachment.HasOne<Message>().WithMany(m => m.Attachments).HasForeignKey(a => a.MessageId).OnDelete(DeleteBehavior.Cascade);
    }

    public void Configure(EntityTypeBuilder<AttachmentContent> content)
    {
        content.HasKey(c => c.AttachmentId);
        content.Property(c => c.AttachmentId).ValueGeneratedNever();
        content.HasIndex(c => new { c.TenantId, c.AttachmentId });
        content.HasOne<Attachment>().WithOne(a => a.Content).HasForeignKey<AttachmentContent>(c => c.AttachmentId).OnDelete(DeleteBehavior.Cascade);
    }
}
