// A member sends a message again that failed, or of which nobody knows whether it arrived.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Delivery;

public sealed class RetryMessage(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, DeliveryLanes lanes, LiveFeed feed)
{
    /// <returns>The conversation; NotFound for an unknown message, Conflict for one that did not fail.</returns>
    public async Task<Result<Guid>> RunAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Messages.Where(m => m.Id == messageId).Select(m => (Guid?)m.ConversationId).SingleOrDefaultAsync(cancellationToken) is not { } conversationId)
        {
            return Error.NotFound("There is no such message.");
        }

        // The condition is in the statement: two members who press Retry at once send it once.
        var retried = await db.Messages
            .Where(m => m.Id == messageId && m.Direction == MessageDirection.Outbound && (m.Status == MessageStatus.Failed || m.Status == MessageStatus.Unknown))
            .ExecuteUpdateAsync(
                m => m.SetProperty(x => x.Status, MessageStatus.Queued)
                    .SetProperty(x => x.Attempts, x => x.Status == MessageStatus.Unknown ? 1 : 0)

                    // The next send has an id of its own, and until that is known an echo must find the row without one.
                    .SetProperty(x => x.ProviderMessageId, (string?)null)
                    .SetProperty(x => x.NextAttemptAt, (DateTimeOffset?)null)
                    .SetProperty(x => x.HasSlot, false)
                    .SetProperty(x => x.Error, (string?)null),
                cancellationToken);

        if (retried == 0)
        {
            return Error.Conflict("This message did not fail, so there is nothing to send again.");
        }

        await db.Conversations.Where(c => c.Id == conversationId).ExecuteUpdateAsync(c => c.SetProperty(x => x.WaitingSince, (DateTimeOffset?)null), cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Conversation, conversationId));
        lanes.Wake(new(tenant.Required, tenant.RequiredSlug, conversationId));
        return conversationId;
    }
}
