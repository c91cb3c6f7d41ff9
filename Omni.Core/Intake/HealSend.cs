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
    /// <summary>True when a message of ours, sending or unknown, with the same text, has taken the echo's id.</summary>
    public static async Task<bool> RunAsync(OmniDbContext db, Guid instanceId, Guid conversationId, MessageReceived echo, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = await db.Messages
            .Where(m => m.ConversationId == conversationId && m.InstanceId == instanceId && m.Direction == MessageDirection.Outbound
                && m.ProviderMessageId == null && m.Text == echo.Text
                && (m.Status == MessageStatus.Sending || m.Status == MessageStatus.Unknown))
            .OrderBy(m => m.Status).ThenBy(m => m.Sequence)
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
