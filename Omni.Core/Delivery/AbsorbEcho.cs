// An echo stored as a message of its own, before the send's answer said that it is ours, gives its id back.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Messages;

namespace Omni.Core.Delivery;

internal static class AbsorbEcho
{
    public static async Task RunAsync(IDbContextFactory<OmniDbContext> databases, Message message, string providerMessageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        var echoes = db.Messages.Where(m => m.InstanceId == message.InstanceId && m.ProviderMessageId == providerMessageId && m.Id != message.Id && m.Source == MessageSource.Phone);

        if (await echoes.Select(m => (MessageStatus?)m.Status).SingleOrDefaultAsync(cancellationToken) is { } status && status > MessageStatus.Sent)
        {
            db.Add(new EarlyReceipt { InstanceId = message.InstanceId!.Value, ProviderMessageId = providerMessageId, Status = status, At = message.CreatedAt });
            await db.SaveChangesAsync(cancellationToken);
        }

        await echoes.ExecuteDeleteAsync(cancellationToken);

        // Where the echo stood last, what stands last now; the customer may have written since.
        var last = await db.Messages.Said().Where(m => m.ConversationId == message.ConversationId).OrderByDescending(m => m.SentAt).ThenByDescending(m => m.Sequence)
            .Select(m => new { m.Id, m.SentAt }).FirstOrDefaultAsync(cancellationToken);
        await db.Conversations.Where(c => c.Id == message.ConversationId && !db.Messages.Any(m => m.Id == c.LastMessageId))
            .ExecuteUpdateAsync(
                c => c.SetProperty(x => x.LastMessageId, last == null ? null : last.Id).SetProperty(x => x.LastMessageAt, last == null ? null : last.SentAt), cancellationToken);
    }
}
