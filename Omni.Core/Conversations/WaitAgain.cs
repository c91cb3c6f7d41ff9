// An answer that never left ends nobody's waiting: the customer waits since the first message that nothing else has answered.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Messages;

namespace Omni.Core.Conversations;

internal static class WaitAgain
{
    /// <summary>After an answer has failed for good. Changes nothing where somebody waits already, or all is resolved.</summary>
    public static async Task RunAsync(IDbContextFactory<OmniDbContext> databases, Guid conversationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Under the row lock: whoever answers at this instant is seen, or comes after.
        if (await db.LockConversationAsync(conversationId, cancellationToken) is not { MergedIntoId: null, WaitingSince: null } thread || thread.Status is ConversationStatus.Resolved)
        {
            return;
        }

        var first = await FirstUnanswered.FindAsync(db.Messages.Said().Where(m => m.ConversationId == conversationId), cancellationToken);

        if (first is { } since)
        {
            await db.Conversations.Where(c => c.Id == conversationId).ExecuteUpdateAsync(c => c.SetProperty(x => x.WaitingSince, since), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }
}
