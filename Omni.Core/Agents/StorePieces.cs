// Stores paragraphs of an answer that still grows, unless nobody needs it any more, and lets them leave.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Delivery;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Tenancy;

namespace Omni.Core.Agents;

internal sealed class StorePieces(
    IDbContextFactory<OmniDbContext> databases, BarTurn bar, TenantContext tenant, DeliveryLanes deliveries, LiveFeed feed, TimeProvider clock)
{
    /// <param name="turn">Whose answer it is.</param>
    /// <param name="text">Whole paragraphs.</param>
    /// <param name="before">How many messages of this answer went before.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many messages it became; null when nothing of this turn may leave any more.</returns>
    public async Task<int?> RunAsync(Turn turn, string text, short before, CancellationToken cancellationToken)
    {
        // Again when the conversation went into another one at this instant.
        return await TryAgain.RunAsync<int?>(async () =>
        {
            var (thread, stored) = await TryAsync(turn, text, before, cancellationToken);

            if (thread is { } id)
            {
                feed.Publish(new(tenant.Required, FeedKind.Conversation, id));
                deliveries.Wake(new(tenant.Required, tenant.RequiredSlug, id));
            }

            return stored;
        });
    }

    private async Task<(Guid? Thread, int? Stored)> TryAsync(Turn turn, string text, short before, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        if (await db.LockThreadAsync(turn.ConversationId, cancellationToken) is not { } thread || await db.StateOfAsync(turn, now, cancellationToken) is not TurnState.Open)
        {
            return (null, null);
        }

        if (!await bar.MayAnswerAsync(db, turn, thread.ContactId, null, cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
            return (thread.Id, null);
        }

        var messages = TurnMessages.OfText(turn, thread, text, MessageSource.Bot, before, now);

        if (await GuardLoop.StopsAsync(db, thread.Id, messages.Count, turn.Agent.Name, now, cancellationToken))
        {
            await transaction.CommitAsync(cancellationToken);
            return (thread.Id, null);
        }

        if (messages is [.., var last])
        {
            // What was asked bears the turn from now on: whoever finds it after a crash knows that part of an answer has left.
            var ids = turn.Messages.Select(m => m.Id).ToArray();
            await db.Messages.Where(m => ids.Contains(m.Id)).ExecuteUpdateAsync(m => m.SetProperty(x => x.TurnId, turn.Id), cancellationToken);
            await db.AddInOrderAsync(messages, cancellationToken);
            await db.Conversations.Where(c => c.Id == thread.Id).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.LastMessageId, last.Id).SetProperty(x => x.LastMessageAt, last.SentAt).SetProperty(x => x.LastActivityAt, now), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return (thread.Id, messages.Count);
    }
}
