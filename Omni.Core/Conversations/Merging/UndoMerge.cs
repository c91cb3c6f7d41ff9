// Takes a wrong merge back: what moved goes home, and what came since goes to whom it was sent from.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations.Merging;

public sealed class UndoMerge(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    public static readonly TimeSpan Within = TimeSpan.FromDays(1);
    /// <returns>The thread that stands by itself again; NotFound for an unknown merge, Conflict when it cannot be taken back, or not now.</returns>
    public async Task<Result<Guid>> RunAsync(Guid mergeId, string? actor, CancellationToken cancellationToken)
    {
        // Again when something of the threads was being stored at this instant.
        return await TryAgain.RunAsync<Result<Guid>>(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

            if (await db.ConversationMerges.SingleOrDefaultAsync(m => m.Id == mergeId, cancellationToken) is not { } merge)
            {
                return Error.NotFound("There is no such merge.");
            }

            await db.LockContactsAsync([merge.SurvivorContactId, merge.MergedContactId], cancellationToken);

            if (await RefusalAsync(db, merge, cancellationToken) is { } refusal)
            {
                return refusal;
            }

            await SplitAsync(db, merge, actor, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            feed.Publish(new(tenant.Required, FeedKind.Conversation, merge.SurvivorId));
            feed.Publish(new(tenant.Required, FeedKind.Conversation, merge.MergedId));
            return merge.MergedId;
        });
    }

    private async Task<Error?> RefusalAsync(OmniDbContext db, ConversationMerge merge, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();

        if (!merge.IsByHand)
        {
            return Error.Conflict("The channel itself says that these are one person, so there is nothing to take back.");
        }

        if (merge.UndoneAt is not null)
        {
            return Error.Conflict("This merge was taken back already.");
        }

        if (now - merge.At > Within)
        {
            return Error.Conflict("A merge can be taken back for a day; this one is older.");
        }

        // Two rows at most, in the order of their ids, as merges lock them.
        foreach (var id in new[] { merge.SurvivorId, merge.MergedId }.Order())
        {
            await db.LockConversationAsync(id, cancellationToken);
        }

        if (await db.Conversations.AnyAsync(c => c.Id == merge.SurvivorId && c.MergedIntoId != null, cancellationToken))
        {
            return Error.Conflict("This conversation went into another one since. Take that merge back first.");
        }

        if (!await db.Conversations.AnyAsync(c => c.Id == merge.SurvivorId && c.ContactId == merge.SurvivorContactId, cancellationToken))
        {
            return Error.Conflict("This customer turned out to be another contact since, so the merge can no longer be taken back.");
        }

        var isBusy = await db.LaneLeases.AnyAsync(l => l.ConversationId == merge.SurvivorId && l.Until > now, cancellationToken)
            || await db.Messages.AnyAsync(m => m.ConversationId == merge.SurvivorId && m.Status == MessageStatus.Sending, cancellationToken);
        return isBusy ? Error.Conflict("A message is being answered or sent here at this moment. Try again in a few seconds.") : null;
    }

    private async Task SplitAsync(OmniDbContext db, ConversationMerge merge, string? actor, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await SplitPersons.RunAsync(db, merge, cancellationToken);

        // The one that stood for both lowers its key first, so that the other finds its own free.
        await NameThread.RunAsync(db, tenant.RequiredSlug, merge.SurvivorContactId, cancellationToken);
        await SplitMessages.RunAsync(db, merge, cancellationToken);
        merge.UndoneAt = now;
        db.Add(new Activity { ConversationId = merge.SurvivorId, Kind = ActivityKind.MergeUndone, Actor = actor, SubjectId = merge.Id, At = now });
        db.Add(new Activity { ConversationId = merge.MergedId, Kind = ActivityKind.MergeUndone, Actor = actor, SubjectId = merge.Id, At = now });
        await db.SaveChangesAsync(cancellationToken);
        await NameThread.RunAsync(db, tenant.RequiredSlug, merge.MergedContactId, cancellationToken);
        await NameThread.RunAsync(db, tenant.RequiredSlug, merge.SurvivorContactId, cancellationToken);
        await db.MergedMessages.Where(m => m.MergeId == merge.Id).ExecuteDeleteAsync(cancellationToken);
    }
}
