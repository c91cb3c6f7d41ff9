// A member decides that a message arrived of which nobody knew; they asked the customer, or saw it on the phone.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Delivery;

public sealed class ConfirmMessage(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed)
{
    /// <returns>The conversation; NotFound for an unknown message, Conflict for one whose fate is known.</returns>
    public async Task<Result<Guid>> RunAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Messages.Where(m => m.Id == messageId).Select(m => (Guid?)m.ConversationId).SingleOrDefaultAsync(cancellationToken) is not { } conversationId)
        {
            return Error.NotFound("There is no such message.");
        }

        var confirmed = await db.Messages.Where(m => m.Id == messageId && m.Status == MessageStatus.Unknown).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.Status, MessageStatus.Sent).SetProperty(x => x.Error, (string?)null), cancellationToken);

        if (confirmed == 0)
        {
            return Error.Conflict("It is known what became of this message.");
        }

        feed.Publish(new(tenant.Required, FeedKind.Conversation, conversationId));
        return conversationId;
    }
}
