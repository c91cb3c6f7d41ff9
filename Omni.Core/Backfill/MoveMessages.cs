// Moves misplaced messages, with what hangs on them. A conversation that is empty then, of a contact who has no address any more, leads to where they went.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Core.Data.Postgres;
using Omni.Core.Jobs;

namespace Omni.Core.Backfill;

internal static class MoveMessages
{
    public static async Task RunAsync(JobBatch batch, string tenantSlug, List<Misplaced> misplaced, CancellationToken cancellationToken)
    {
        var db = batch.Db;
        var targets = new Dictionary<Misplaced, FoundThread>();

        foreach (var messages in misplaced)
        {
            targets[messages] = await TargetAsync(batch, tenantSlug, messages, cancellationToken);
        }

        var (from, into) = (misplaced.Select(m => m.Thread.Id).Distinct().ToList(), targets.Values.Select(t => t.ConversationId).Distinct().ToList());
        var merged = misplaced.Where(m => m.Thread.MergedIntoId is not null).Select(m => m.Thread.Id).Distinct().Count();
        var all = from.Union(into).ToList();

        if (await db.LockThreadsAsync(all, cancellationToken) < all.Count - merged)
        {
            throw new ThreadMovedException();
        }

        var unread = await db.UnreadMessagesAsync(all, cancellationToken);
        var moved = 0;

        foreach (var (messages, target) in targets)
        {
            // A lead that says whose they are stays on them; any other one was the wrong thread's.
            var lead = messages.IsByLead ? messages.LeadId : target.LeadId;
            moved += await messages.Of(db).ExecuteUpdateAsync(
                m => m.SetProperty(x => x.ConversationId, target.ConversationId).SetProperty(x => x.ContactId, target.ContactId).SetProperty(x => x.LeadId, lead), cancellationToken);
        }

        foreach (var id in into)
        {
            await db.MessageTraces.Where(t => t.ConversationId != id && db.Messages.Any(m => m.Id == t.MessageId && m.ConversationId == id))
                .ExecuteUpdateAsync(t => t.SetProperty(x => x.ConversationId, (Guid?)id), cancellationToken);
        }

        await db.RenewThreadsAsync(all, unread, cancellationToken);
        batch.Count("moved", moved);
        batch.Touch(all);
        await LeaveAsync(batch, tenantSlug, targets, cancellationToken);
    }

    private static async Task<FoundThread> TargetAsync(JobBatch batch, string tenantSlug, Misplaced messages, CancellationToken cancellationToken)
    {
        var db = batch.Db;
        var standing = messages.Owner is { } owner
            ? db.Conversations.Where(c => c.ContactId == owner && c.MergedIntoId == null)
            : db.Conversations.Where(c => c.Id == (messages.Thread.MergedIntoId ?? messages.Thread.Id));
        var thread = await standing.AsNoTracking().Select(c => new FoundThread(c.Id, c.ContactId, c.BotEnabled, c.Status, c.LeadId)).SingleOrDefaultAsync(cancellationToken);

        if (thread is not null)
        {
            return thread;
        }

        var contactId = messages.Owner ?? throw new ThreadMovedException();
        var addresses = await db.ContactIdentities.AsNoTracking().Where(i => i.ContactId == contactId).OrderBy(i => i.CreatedAt).ThenBy(i => i.Id)
            .Select(i => new ChannelAddress(i.Channel, i.Kind, i.Value)).ToListAsync(cancellationToken);
        var source = await db.Conversations.AsNoTracking().SingleAsync(c => c.Id == messages.Thread.Id, cancellationToken);
        var hasAgent = await db.Instances.AnyAsync(i => i.Id == source.InstanceId && i.AgentId != null, cancellationToken);
        var known = addresses.Count > 0 ? addresses : [new(source.Channel, IdentityKind.ImportedLead, $"lead:{messages.LeadId ?? contactId}")];
        var request = new ThreadRequest(known, source.InstanceId, source.InstanceName, messages.Address, null, hasAgent);
        batch.Count("conversations_made", 1);
        return await FindOrCreateThread.BeginThreadAsync(db, tenantSlug, request, contactId, batch.Now, cancellationToken);
    }

    private static async Task LeaveAsync(JobBatch batch, string tenantSlug, Dictionary<Misplaced, FoundThread> targets, CancellationToken cancellationToken)
    {
        var db = batch.Db;

        foreach (var (thread, contacts) in targets.Where(t => t.Key.Thread.MergedIntoId is null).GroupBy(t => t.Key.Thread).Select(g => (g.Key, g.Select(t => t.Value.ContactId).ToList())))
        {
            var isLeft = contacts[0] != thread.ContactId
                && !await db.Messages.AnyAsync(m => m.ConversationId == thread.Id, cancellationToken)
                && !await db.ContactIdentities.AnyAsync(i => i.ContactId == thread.ContactId, cancellationToken)
                && !await db.Leads.AnyAsync(l => l.ContactId == thread.ContactId, cancellationToken);

            if (isLeft)
            {
                var merged = await MergeContacts.RunAsync(db, tenantSlug, [thread.ContactId, contacts[0]], contacts[0], null, batch.Now, cancellationToken);
                batch.Count("united", 1);
                batch.Touch(merged.Absorbed);
            }
        }
    }
}
