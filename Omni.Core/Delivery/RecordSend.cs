// Writes down how a send ended: on the message, in the trace, to the screens. What cannot be written down screams.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Omni.Core.Channels;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Tenancy;
using Omni.Core.Texts;
using Omni.Core.Traces;

namespace Omni.Core.Delivery;

public sealed partial class RecordSend(
    IDbContextFactory<OmniDbContext> databases,
    StoreSent storeSent,
    TenantContext tenant,
    TakeReceipts receipts,
    LiveFeed feed,
    IOptions<DeliveryOptions> options,
    TimeProvider clock,
    ILogger<RecordSend> logger)
{
    // With the usual pauses, about seventeen minutes.
    private const int MostAttempts = 10;
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(5);

    public async Task RunAsync(Message message, SendResult result, CancellationToken cancellationToken)
    {
        OmniMeter.Sends.Add(1, new KeyValuePair<string, object?>("outcome", result.GetType().Name.ToLowerInvariant()));

        var hasFailed = await StoreSurelyAsync(message, Fit(result), cancellationToken);

        if (result is SendResult.Sent sent && message.InstanceId is { } instanceId)
        {
            foreach (var changed in await receipts.TakeKeptAsync(instanceId, sent.ProviderMessageId, cancellationToken))
            {
                feed.Publish(new(tenant.Required, FeedKind.Conversation, changed));
            }
        }

        if (hasFailed)
        {
            await WaitAgain.RunAsync(databases, message.ConversationId, cancellationToken);
        }

        feed.Publish(new(tenant.Required, FeedKind.Conversation, message.ConversationId));
    }

    // What was sent must not be forgotten because the database was away for a moment. Answers, like what it calls, whether this was the end of a message that never left.
    private async Task<bool> StoreSurelyAsync(Message message, SendResult result, CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await StoreOrAbsorbAsync(message, result, cancellationToken);
            }
            catch (Exception exception) when (tries < AwayPauses.All.Length && (exception.IsDatabaseUnreachable || exception.IsWorthAnotherTry))
            {
                LogNotYetStored(exception, message.Id);
                await Task.Delay(AwayPauses.All[tries], cancellationToken);
            }
            catch (Exception exception) when (result is not { RequestPayload: null, ResponsePayload: null } && !exception.IsDatabaseUnreachable && exception is not OperationCanceledException)
            {
                // How it ended counts for more than what was said.
                LogNotStoredWhole(exception, message.Id);
                result = result with { RequestPayload = null, ResponsePayload = null };
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotStored(exception, message.Id, message.ConversationId, (result as SendResult.Sent)?.ProviderMessageId);
                throw;
            }
        }
    }

    private async Task<bool> StoreOrAbsorbAsync(Message message, SendResult result, CancellationToken cancellationToken)
    {
        try
        {
            return await StoreAsync(message, result, cancellationToken);
        }
        catch (Exception exception) when (exception.IsUniqueViolation && result is SendResult.Sent sent)
        {
            // The echo was quicker than the answer and stands as a row of its own: ours is the one to keep.
            await AbsorbEcho.RunAsync(databases, message, sent.ProviderMessageId, cancellationToken);
            return await StoreAsync(message, result, cancellationToken);
        }
    }

    private async Task<bool> StoreAsync(Message message, SendResult result, CancellationToken cancellationToken)
    {
        if (result is SendResult.Sent { ProviderMessageId: var id } && message.TurnId is null)
        {
            await storeSent.RunAsync(message.Id, id, cancellationToken);
            return false;
        }

        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.LockMessageAsync(message.Id, cancellationToken) is not { } row)
        {
            return false;
        }

        switch (result)
        {
            // The channel may have told already that it failed after all.
            case SendResult.Sent sent when row.Status is not MessageStatus.Failed || row.ProviderMessageId != sent.ProviderMessageId:
                row.ProviderMessageId = sent.ProviderMessageId;
                row.NextAttemptAt = null;
                row.RaiseTo(MessageStatus.Sent);
                break;
            case SendResult.Sent:
                break;

            // The echo has been here already and told that it was sent: to send it again would be to send it twice.
            case var _ when row.Status is >= MessageStatus.Sent:
                break;
            case SendResult.Unavailable unavailable when row.Attempts < MostAttempts:
                (row.Status, row.Error) = (MessageStatus.Queued, unavailable.Reason);
                row.Attempts -= unavailable.WasTried ? 0 : 1;
                row.NextAttemptAt = now + (unavailable.RetryAfter ?? Backoff(row.Attempts));
                break;
            case SendResult.Unavailable unavailable:
                (row.Status, row.Error) = (MessageStatus.Failed, unavailable.Reason);
                break;
            case SendResult.Refused refused:
                (row.Status, row.Error) = (MessageStatus.Failed, refused.Reason);
                break;

            // Whoever was sending it knew after all, and has written down how it ended.
            case SendResult.Lost when row.Status is not (MessageStatus.Sending or MessageStatus.Unknown):
                break;
            case SendResult.Lost lost:
                (row.Status, row.Error) = (MessageStatus.Unknown, lost.Reason);
                break;
        }

        await TurnTraces.RecordSendAsync(db, row, result, now, cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return row.Status is MessageStatus.Failed;
    }

    // The reason may hold a gateway's own words.
    private static SendResult Fit(SendResult result) => result switch
    {
        SendResult.Refused refused => refused with { Reason = refused.Reason.Fit(Message.MaxErrorLength) },
        SendResult.Unavailable unavailable => unavailable with { Reason = unavailable.Reason.Fit(Message.MaxErrorLength) },
        SendResult.Lost lost => lost with { Reason = lost.Reason.Fit(Message.MaxErrorLength) },
        _ => result,
    };

    private TimeSpan Backoff(int attempts)
        => TimeSpan.FromMilliseconds(Math.Min(LongestPause.TotalMilliseconds, options.Value.RetryMilliseconds * Math.Pow(2, attempts - 1)));

    [LoggerMessage(LogLevel.Warning, "The result of sending message {MessageId} could not be stored yet; it is tried again")]
    private partial void LogNotYetStored(Exception exception, Guid messageId);

    [LoggerMessage(LogLevel.Error, "What was exchanged while sending message {MessageId} could not be stored; how it ended is stored without it")]
    private partial void LogNotStoredWhole(Exception exception, Guid messageId);

    [LoggerMessage(LogLevel.Critical, "The result of sending message {MessageId} in conversation {ConversationId} could not be stored; the provider's id is {ProviderMessageId}")]
    private partial void LogNotStored(Exception exception, Guid messageId, Guid conversationId, string? providerMessageId);
}
