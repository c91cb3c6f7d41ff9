// Gathers what a message needs on its way: its file, and whose message it answers.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Data;
using Omni.Core.Messages;
using Omni.Core.Results;

namespace Omni.Core.Delivery;

public sealed class PrepareSend(IDbContextFactory<OmniDbContext> databases)
{
    public async Task<OutboundMessage> RunAsync(Message message, CancellationToken cancellationToken)
    {
        var outbound = new OutboundMessage(message.Id, message.Address, message.Text ?? "", message.QuotedProviderId, message.QuotedText)
        {
            Kind = message.Kind,
            Details = message.Details,
        };

        return message.Kind switch
        {
            MessageKind.Reaction => outbound with { IsQuotedOurs = await IsOursAsync(message, cancellationToken) },
            MessageKind.Image or MessageKind.Video or MessageKind.Audio or MessageKind.Document or MessageKind.Sticker
                => outbound with { File = await FindFileAsync(message.Id, cancellationToken) },
            _ => outbound,
        };
    }

    private async Task<bool> IsOursAsync(Message message, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Messages.AnyAsync(
            m => m.InstanceId == message.InstanceId && m.ProviderMessageId == message.QuotedProviderId && m.Direction == MessageDirection.Outbound, cancellationToken);
    }

    private async Task<OutboundFile?> FindFileAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var file = await db.Attachments.Where(a => a.MessageId == messageId).OrderBy(a => a.Id)
            .Select(a => new OutboundFile(a.MimeType, a.FileName, a.Content == null ? null : a.Content.Bytes, a.SourceUrl))
            .FirstOrDefaultAsync(cancellationToken);

        // The gateway gets the address that is checked, not another way of writing it.
        return file?.Url is { } url ? file with { Url = WebAddress.Read(url)?.AbsoluteUri ?? url } : file;
    }
}
