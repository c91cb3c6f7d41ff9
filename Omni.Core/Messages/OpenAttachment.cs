// Opens a file that Omni holds, for whoever may see its message.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;

namespace Omni.Core.Messages;

/// <param name="MimeType">As it was said.</param>
/// <param name="FileName">Null when it has none.</param>
/// <param name="InstanceName">Which instance carried its message.</param>
/// <param name="Bytes">Null when it stands elsewhere.</param>
/// <param name="SourceUrl">Where it stands; null when Omni holds it.</param>
public sealed record OpenedAttachment(string MimeType, string? FileName, string InstanceName, byte[]? Bytes, string? SourceUrl);

public sealed class OpenAttachment(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>Null when the tenant has no such file, or its message was deleted.</summary>
    public async Task<OpenedAttachment?> RunAsync(Guid attachmentId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Attachments.Where(a => a.Id == attachmentId)
            .Join(db.Messages.Where(m => m.DeletedAt == null), a => a.MessageId, m => m.Id, (a, m) => new OpenedAttachment(
                a.MimeType, a.FileName, m.InstanceName, a.Content == null ? null : a.Content.Bytes, a.SourceUrl))
            .SingleOrDefaultAsync(cancellationToken);
    }
}
