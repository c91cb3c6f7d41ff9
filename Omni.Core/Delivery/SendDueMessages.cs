// Sends what one conversation has waiting, in order, and writes down how it ended. Safe to run at any time, on any node.
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Omni.Core.Channels;
using Omni.Core.Channels.Outbound;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Jobs;
using Omni.Core.Messages;
using Omni.Core.Tenancy;

namespace Omni.Core.Delivery;

public sealed partial class SendDueMessages(
    IDbContextFactory<OmniDbContext> databases,
    ClaimLane lane,
    MarkSending mark,
    Node node,
    InstanceDirectory instances,
    OpenConnection connections,
    ChannelDirectory channels,
    GatewayCircuits circuits,
    PrepareSend prepare,
    CheckFetch fetches,
    RecordSend record,
    DeliveryLanes lanes,
    LiveFeed feed,
    TenantContext tenant,
    TimeProvider clock,
    ILogger<SendDueMessages> logger)
{
    // One run sends at most so many, so that a flood in one conversation does not keep a lane for ever.
    private const int MostPerRun = 100;

    // How often it is looked whether a pause is over; whoever ends it lets the messages go at once.
    private static readonly TimeSpan PauseLook = TimeSpan.FromSeconds(30);

    // Of this run: each has a scope of its own.
    private bool _hasLane;

    public async Task RunAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        try
        {
            for (var sent = 0; sent < MostPerRun && await SendNextAsync(conversationId, cancellationToken); sent++)
            {
            }
        }
        finally
        {
            if (_hasLane)
            {
                await lane.ReleaseAsync(conversationId, LaneKind.Delivery, node.Id, CancellationToken.None);
            }
        }
    }

    // Answers whether there may be another one to send.
    private async Task<bool> SendNextAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        if (await FindFirstAsync(conversationId, cancellationToken) is not { } message)
        {
            return false;
        }

        if (message.NextAttemptAt - clock.GetUtcNow() is { } pause && pause > TimeSpan.Zero)
        {
            // Order before speed: what stands behind it waits too.
            lanes.WakeAfter(new(tenant.Required, tenant.RequiredSlug, conversationId), pause);
            return false;
        }

        var open = await OpenAsync(message, cancellationToken);
        var channel = open is null ? null : channels.Find(open.Instance.Channel);

        if (message.Status is MessageStatus.Sending && channel?.IsRepeatable is not true)
        {
            // The node that was sending it died, and nobody knows how far it came.
            LogLost(message.Id);
            return await GiveUpAsync(message, new SendResult.Lost("Omni was interrupted while this was being sent, so it is not known whether it arrived."), cancellationToken);
        }

        if (open is null || channel is null || !open.Instance.IsActive)
        {
            return await GiveUpAsync(message, new SendResult.Refused(open is null ? "The instance was deleted." : "The instance is switched off."), cancellationToken);
        }

        if (await FindHindranceAsync(message, open, cancellationToken) is { } hindrance)
        {
            await PostponeAsync(message, hindrance, cancellationToken);
            return true;
        }

        var outbound = await prepare.RunAsync(message, cancellationToken);

        if (outbound.File?.Url is { } url && await fetches.RefusalAsync(url, cancellationToken) is { } refusal)
        {
            return await GiveUpAsync(message, new SendResult.Refused(refusal), cancellationToken);
        }

        if (message is { Part: > 0, Attempts: 0 })
        {
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(300, 1001)), clock, cancellationToken);
        }

        // Only as it was read, and only with the lane: of two nodes that both believe they may send, one does.
        var now = clock.GetUtcNow();
        var marked = await mark.RunAsync(message, node.Id, now, now + Node.Lease, cancellationToken);
        _hasLane |= marked is not MarkedSending.LaneTaken;

        if (marked is not MarkedSending.Marked)
        {
            return marked is MarkedSending.Changed;
        }

        // From here on the send is finished and written down even when Omni is asked to stop.
        var result = await circuits.RunAsync(open.Connection, token => SendAsync(channel, outbound, open.Connection, token), CancellationToken.None);
        await record.RunAsync(message, result with { AskedAt = now }, CancellationToken.None);
        return true;
    }

    // What a channel did not foresee ends here, because what was sent must not be sent once more. Where that does no harm, it is.
    private async Task<SendResult> SendAsync(IChannel channel, OutboundMessage outbound, ChannelConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await channel.SendAsync(outbound, connection, cancellationToken);
        }
        catch (Exception exception) when (!channel.IsRepeatable)
        {
            LogUnforeseen(exception, outbound.Id);
            return new SendResult.Lost("Omni could not read the gateway's answer, so it is not known whether it arrived.");
        }
    }

    // What keeps a message from leaving now, though nothing is wrong with it. A place under the limit, once taken, is kept.
    private async Task<Hindrance?> FindHindranceAsync(Message message, OpenInstance open, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        if (open.Instance.IsSendingPaused)
        {
            return new(now + PauseLook, HasSlot: false, $"Sending through {open.Instance.Name} is paused.");
        }

        if (circuits.Wait(open.Connection) is { } wait)
        {
            return new(now + wait, message.HasSlot, "The gateway keeps failing, so Omni waits before it asks again.");
        }

        if (open.Instance.SendsPerMinute is not { } limit || message.HasSlot)
        {
            return null;
        }

        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var slot = await db.TakeSlotAsync(open.Instance.Id, TimeSpan.FromMinutes(1) / limit, now, cancellationToken);
        return slot > now ? new(slot, HasSlot: true, $"{open.Instance.Name} sends at most {limit} messages a minute.") : null;
    }

    private async Task PostponeAsync(Message message, Hindrance hindrance, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await db.Messages.Where(m => m.Id == message.Id && m.Status == message.Status && m.Attempts == message.Attempts).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.NextAttemptAt, hindrance.Until).SetProperty(x => x.HasSlot, hindrance.HasSlot).SetProperty(x => x.Error, hindrance.Reason),
            cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Conversation, message.ConversationId));
    }

    private async Task<Message?> FindFirstAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Messages.AsNoTracking()
            .Where(m => m.ConversationId == conversationId && (m.Status == MessageStatus.Queued || m.Status == MessageStatus.Sending))
            .OrderBy(m => m.Sequence)
            .FirstOrDefaultAsync(cancellationToken);
    }

    // From memory, as webhooks do; those that it does not hold are read.
    private async Task<OpenInstance?> OpenAsync(Message message, CancellationToken cancellationToken)
    {
        if (message.InstanceId is not { } instanceId)
        {
            return null;
        }

        var found = await instances.FindAsync(message.InstanceName, cancellationToken);
        return found is not null && found.Door.Tenant == tenant.Required && found.Door.InstanceId == instanceId
            ? found.Open
            : await connections.RunAsync(instanceId, cancellationToken);
    }

    // Writes down how it ended without asking the gateway. False: another node has the lane, so it is for that one to say.
    private async Task<bool> GiveUpAsync(Message message, SendResult result, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        _hasLane = await lane.TryAsync(message.ConversationId, LaneKind.Delivery, node.Id, now, now + Node.Lease, cancellationToken);

        if (_hasLane)
        {
            await record.RunAsync(message, result, cancellationToken);
        }

        return _hasLane;
    }

    private sealed record Hindrance(DateTimeOffset Until, bool HasSlot, string Reason);

    [LoggerMessage(LogLevel.Warning, "Message {MessageId} was being sent when its node stopped; it is unknown whether it arrived")]
    private partial void LogLost(Guid messageId);

    [LoggerMessage(LogLevel.Error, "Sending message {MessageId} ended in a way that its channel did not foresee; it is unknown whether it arrived")]
    private partial void LogUnforeseen(Exception exception, Guid messageId);
}
