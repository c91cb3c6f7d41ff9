// Changes or takes back, for everyone, what was sent: the channel first, then the row, so that no row says what the customer does not see.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Delivery;

public sealed class ChangeSent(
    IDbContextFactory<OmniDbContext> databases, OpenConnection connections, ChannelDirectory channels, CancelScheduled scheduled, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <returns>NotFound, Invalid for a text that cannot be sent, Conflict for what cannot be changed, Gateway when the channel refused or did not answer.</returns>
    public async Task<Result<Done>> EditAsync(Guid messageId, string text, CancellationToken cancellationToken)
    {
        if (CheckContent.Find(text) is { } refusal)
        {
            return refusal;
        }

        if (await FindAsync(messageId, cancellationToken) is not { } message)
        {
            return Error.NotFound("There is no such message.");
        }

        if (message.Kind is not MessageKind.Text || !IsSent(message))
        {
            return Error.Conflict("Only a text of ours that was sent can be changed.");
        }

        return await AskAsync(message, (channel, sent, connection) => channel.EditAsync(sent, text, connection, CancellationToken.None), row => row.Edit(text, clock.GetUtcNow()), cancellationToken);
    }

    /// <summary>Takes a sent message back; one that has not left is cancelled, one that failed only goes from the thread.</summary>
    /// <returns>NotFound, Conflict for what cannot be taken back, Gateway when the channel refused or did not answer.</returns>
    public async Task<Result<Done>> DeleteAsync(Guid messageId, CancellationToken cancellationToken)
    {
        if (await FindAsync(messageId, cancellationToken) is not { } message)
        {
            return Error.NotFound("There is no such message.");
        }

        if (message.Direction is not MessageDirection.Outbound)
        {
            return Error.Conflict("Only our own messages can be deleted for everyone.");
        }

        if (message is { DeletedAt: not null } or { Status: MessageStatus.Cancelled })
        {
            return new Done();
        }

        if (message.Status is MessageStatus.Scheduled)
        {
            return (await scheduled.RunAsync(messageId, cancellationToken)).Error is { } gone ? gone : new Done();
        }

        if (message.Status is MessageStatus.Queued or MessageStatus.Failed)
        {
            return await CancelAsync(message, cancellationToken);
        }

        return IsSent(message)
            ? await AskAsync(message, (channel, sent, connection) => channel.DeleteAsync(sent, connection, CancellationToken.None), row => row.Delete(clock.GetUtcNow()), cancellationToken)
            : Error.Conflict("It is not known whether this message arrived, so it cannot be taken back. Decide that first.");
    }

    private static bool IsSent(Message message) => message is
    {
        Direction: MessageDirection.Outbound,
        Status: >= MessageStatus.Sent and < MessageStatus.Cancelled,
        ProviderMessageId: not null,
        DeletedAt: null,
    };

    private async Task<Message?> FindAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Messages.AsNoTracking().SingleOrDefaultAsync(m => m.Id == messageId, cancellationToken);
    }

    // The condition is in the statement: it leaves or it is cancelled, never both.
    private async Task<Result<Done>> CancelAsync(Message message, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var cancelled = await db.Messages.Where(m => m.Id == message.Id && m.Status == message.Status && m.Attempts == message.Attempts).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.Status, MessageStatus.Cancelled).SetProperty(x => x.NextAttemptAt, (DateTimeOffset?)null).SetProperty(x => x.Error, (string?)null),
            cancellationToken);

        if (cancelled == 0)
        {
            return Error.Conflict("This message is being sent at this moment. Try again when it has left.");
        }

        feed.Publish(new(tenant.Required, FeedKind.Conversation, message.ConversationId));
        return new Done();
    }

    private async Task<Result<Done>> AskAsync(
        Message message, Func<IChannel, SentMessage, ChannelConnection, Task<SendResult>> ask, Func<Message, bool> change, CancellationToken cancellationToken)
    {
        var open = message.InstanceId is { } instanceId ? await connections.RunAsync(instanceId, cancellationToken) : null;

        if (open is not { Instance.IsActive: true } || channels.Find(open.Instance.Channel) is not { } channel)
        {
            return Error.Conflict("The instance that carried this message was deleted or is switched off.");
        }

        var result = await ask(channel, new(message.ProviderMessageId!, message.Address), open.Connection);

        return result switch
        {
            SendResult.Sent => await StoreAsync(message, change),
            SendResult.Refused refused => Error.Gateway(refused.Reason),
            SendResult.Unavailable unavailable => Error.Gateway(unavailable.Reason),
            _ => Error.Gateway("The gateway did not answer, so it is not known whether the customer sees the change. If they do, it will show here by itself."),
        };
    }

    // Asked and done: written down even when whoever asked has gone.
    private async Task<Result<Done>> StoreAsync(Message message, Func<Message, bool> change)
    {
        await using var db = await databases.CreateDbContextAsync(CancellationToken.None);
        await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);

        if (await db.LockMessageAsync(message.Id, CancellationToken.None) is { } row && change(row))
        {
            await db.SaveChangesAsync(CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            feed.Publish(new(tenant.Required, FeedKind.Conversation, row.ConversationId));
        }

        return new Done();
    }
}
