// An echo of our own send tells the provider's id, sooner than the gateway's answer or in its place.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Messages;
using Omni.Core.Traces;

namespace Omni.Core.Intake;

internal static class HealSend
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>True when a message of ours of which nobody knows the id, of the same kind and text, has taken the echo's.</summary>
    public static async Task<bool> RunAsync(OmniDbContext db, Guid instanceId, Guid conversationId, MessageReceived echo, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // The same words typed on the phone days later are another message. Files, places and cards say little: their kind must do.
        var oldest = now - Longest;
        var isTold = echo.Kind is MessageKind.Text or MessageKind.Reaction;
        // One that was tried and waits for another try may have left in spite of what the gateway answered.
        var id = await db.Messages
            .Where(m => m.ConversationId == conversationId && m.InstanceId == instanceId && m.Direction == MessageDirection.Outbound
                && m.ProviderMessageId == null && m.Kind == echo.Kind && (m.Status == MessageStatus.Sending || m.SentAt > oldest || m.CreatedAt > oldest)
                && (m.Text == echo.Text || !isTold)
                && (m.Status == MessageStatus.Sending || m.Status == MessageStatus.Unknown || m.Status == MessageStatus.Sent
                    || (m.Status == MessageStatus.Queued && m.Attempts > 0)))
            .OrderByDescending(m => m.Text == echo.Text).ThenBy(m => m.Status).ThenBy(m => m.Sequence)
            .Select(m => (Guid?)m.Id)
            .FirstOrDefaultAsync(cancellationToken);

        if (id is null || await db.LockMessageAsync(id.Value, cancellationToken) is not { ProviderMessageId: null } message)
        {
            return false;
        }

        message.ProviderMessageId = echo.ProviderMessageId;
        message.RaiseTo(MessageStatus.Sent);
        await db.SaveChangesAsync(cancellationToken);

        if (message.TurnId is { } turnId)
        {
            await TurnTraces.HealAsync(db, turnId, now, cancellationToken);
        }

        return true;
    }
}
