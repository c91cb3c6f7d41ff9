// Writes down how a send ended: on the message, in the trace, to the screens. What cannot be written down screams.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Omni.Core.Channels;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Tenancy;
using Omni.Core.Traces;

namespace Omni.Core.Delivery;

public sealed partial class RecordSend(
    IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock, ILogger<RecordSend> logger)
{
    private const int MostAttempts = 8;

    public async Task RunAsync(Message message, SendResult result, CancellationToken cancellationToken)
    {
        try
        {
            await StoreAsync(message, result, cancellationToken);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation && result is SendResult.Sent sent)
        {
            // The echo was quicker than the answer and stands as a row of its own: ours is the one to keep.
            await AbsorbEcho.RunAsync(databases, message, sent.ProviderMessageId, cancellationToken);
            await StoreAsync(message, result, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotStored(exception, message.Id, message.ConversationId, (result as SendResult.Sent)?.ProviderMessageId);
            throw;
        }

        feed.Publish(new(tenant.Required, FeedKind.Conversation, message.ConversationId));
    }

    private async Task StoreAsync(Message message, SendResult result, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.Messages.SingleAsync(m => m.Id == message.Id, cancellationToken);

        switch (result)
        {
            case SendResult.Sent sent:
                row.ProviderMessageId = sent.ProviderMessageId;
                row.Error = null;
                row.RaiseTo(await HighestReceiptAsync(db, row, sent.ProviderMessageId, cancellationToken));
                break;
            case SendResult.Unavailable unavailable when row.Attempts < MostAttempts:
                row.Status = MessageStatus.Queued;
                row.NextAttemptAt = now + (unavailable.RetryAfter ?? Backoff(row.Attempts));
                row.Error = unavailable.Reason;
                break;
            case SendResult.Unavailable unavailable:
                (row.Status, row.Error) = (MessageStatus.Failed, unavailable.Reason);
                break;
            case SendResult.Refused refused:
                (row.Status, row.Error) = (MessageStatus.Failed, refused.Reason);
                break;
            case SendResult.Lost lost:
                (row.Status, row.Error) = (MessageStatus.Unknown, lost.Reason);
                break;
        }

        await TurnTraces.RecordSendAsync(db, row, result, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    // Receipts may be quicker than the gateway's answer to the send.
    private static async Task<MessageStatus> HighestReceiptAsync(OmniDbContext db, Message row, string providerMessageId, CancellationToken cancellationToken)
    {
        var early = await db.EarlyReceipts.Where(r => r.InstanceId == row.InstanceId && r.ProviderMessageId == providerMessageId).ToListAsync(cancellationToken);
        db.RemoveRange(early);
        return early.Select(r => r.Status).Where(s => s > MessageStatus.Sent).DefaultIfEmpty(MessageStatus.Sent).Max();
    }

    private static TimeSpan Backoff(int attempts) => TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, attempts)));

    [LoggerMessage(LogLevel.Critical, "The result of sending message {MessageId} in conversation {ConversationId} could not be stored; the provider's id is {ProviderMessageId}")]
    private partial void LogNotStored(Exception exception, Guid messageId, Guid conversationId, string? providerMessageId);
}
