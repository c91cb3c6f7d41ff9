// A member decides that a message arrived of which nobody knew; they asked the customer, or saw it on the phone.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Core.Tenancy;
using Omni.Core.Traces;

namespace Omni.Core.Delivery;

public sealed class ConfirmMessage(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <returns>The conversation; NotFound for an unknown message, Conflict for one whose fate is known.</returns>
    public async Task<Result<Guid>> RunAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        if (await db.Messages.Where(m => m.Id == messageId).Select(m => new { m.ConversationId, m.TurnId }).SingleOrDefaultAsync(cancellationToken) is not { } message)
        {
            return Error.NotFound("There is no such message.");
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var confirmed = await db.Messages.Where(m => m.Id == messageId && m.Status == MessageStatus.Unknown).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.Status, MessageStatus.Sent).SetProperty(x => x.Error, (string?)null), cancellationToken);

        if (confirmed == 0)
        {
            return Error.Conflict("It is known what became of this message.");
        }

        if (message.TurnId is { } turnId)
        {
            await TurnTraces.HealAsync(db, turnId, clock.GetUtcNow(), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Conversation, message.ConversationId));
        return message.ConversationId;
    }
}
