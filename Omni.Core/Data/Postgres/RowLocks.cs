// Locks a row until the transaction ends. Raw SQL: LINQ has no FOR UPDATE.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Conversations;
using Omni.Core.Conversations.Merging;
using Omni.Core.Instances;
using Omni.Core.Jobs;
using Omni.Core.Messages;
using Omni.Core.WebhookSubscriptions;

namespace Omni.Core.Data.Postgres;

internal static class RowLocks
{
    extension(OmniDbContext db)
    {
        public Task<Conversation?> LockConversationAsync(Guid id, CancellationToken cancellationToken)
            => db.Conversations.FromSql($"SELECT * FROM conversations WHERE id = {id} FOR UPDATE").AsNoTracking().SingleOrDefaultAsync(cancellationToken);

        /// <summary>For sweeps over all tenants, which wait for nobody. Null also while somebody else holds it: the next look is seconds away.</summary>
        public Task<Conversation?> LockFreeConversationAsync(Guid id, CancellationToken cancellationToken)
            => db.Conversations.FromSql($"SELECT * FROM conversations WHERE id = {id} FOR UPDATE SKIP LOCKED").AsNoTracking().SingleOrDefaultAsync(cancellationToken);

        /// <summary>Messages may still be stored for it meanwhile.</summary>
        public Task<Instance?> LockInstanceAsync(Guid id, CancellationToken cancellationToken)
            => db.Instances.FromSql($"SELECT * FROM instances WHERE id = {id} FOR NO KEY UPDATE").AsTracking().SingleOrDefaultAsync(cancellationToken);

        /// <summary>For who changes a contact's leads, number or addresses: one after the other. Messages of theirs may still be stored meanwhile.</summary>
        public Task<Contact?> LockContactAsync(Guid id, CancellationToken cancellationToken)
            => db.Contacts.FromSql($"SELECT * FROM contacts WHERE id = {id} FOR NO KEY UPDATE").AsTracking().SingleOrDefaultAsync(cancellationToken);

        /// <summary>Likewise, of many, always in the same order.</summary>
        public Task<List<Contact>> LockPeopleAsync(Guid[] ids, CancellationToken cancellationToken)
            => db.Contacts.FromSql($"SELECT * FROM contacts WHERE id = ANY ({ids}) AND merged_into_id IS NULL ORDER BY id FOR NO KEY UPDATE").AsTracking().ToListAsync(cancellationToken);

        /// <summary>The thread itself, or the one that it went into. Null for an unknown one.</summary>
        public async Task<Conversation?> LockThreadAsync(Guid id, CancellationToken cancellationToken)
        {
            if (await FollowMerge.RunAsync(db, id, cancellationToken) is not { } now)
            {
                return null;
            }

            return await db.LockConversationAsync(now, cancellationToken) is { MergedIntoId: null } thread ? thread : throw new ThreadMovedException();
        }

        /// <summary>In the order of their ids, as <see cref="LockPeopleAsync"/> but those that went into another one as well. Whoever stores a message of theirs, with its thread locked, is not waited for.</summary>
        public Task<List<Contact>> LockContactsAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
        {
            var wanted = ids.ToArray();
            return db.Contacts.FromSql($"SELECT * FROM contacts WHERE id = ANY({wanted}) ORDER BY id FOR NO KEY UPDATE").AsTracking().ToListAsync(cancellationToken);
        }

        /// <summary>The threads of these contacts, in the order of their ids; those that went into another one are left out.</summary>
        public Task<List<Conversation>> LockThreadsOfAsync(IReadOnlyCollection<Guid> contactIds, CancellationToken cancellationToken)
        {
            var wanted = contactIds.ToArray();
            return db.Conversations.FromSql($"SELECT * FROM conversations WHERE contact_id = ANY({wanted}) AND merged_into_id IS NULL ORDER BY id FOR UPDATE")
                .AsNoTracking().ToListAsync(cancellationToken);
        }

        /// <summary>All of the tenant's.</summary>
        public Task<int> LockConversationsAsync(CancellationToken cancellationToken)
            => db.Database.ExecuteSqlAsync($"SELECT id FROM conversations WHERE tenant_id = {db.Tenant!.Value.Value} ORDER BY id FOR UPDATE", cancellationToken);

        /// <summary>Null when another node has it, or it was cancelled.</summary>
        public Task<BackgroundJob?> LockJobAsync(Guid id, Guid node, CancellationToken cancellationToken)
            => db.BackgroundJobs.FromSql($"SELECT * FROM background_jobs WHERE id = {id} AND node = {node} AND status = 'Running' FOR UPDATE").AsTracking().SingleOrDefaultAsync(cancellationToken);

        /// <summary>Events for it may still be noted meanwhile.</summary>
        public Task<WebhookSubscription?> LockSubscriptionAsync(Guid id, CancellationToken cancellationToken)
            => db.WebhookSubscriptions.FromSql($"SELECT * FROM webhook_subscriptions WHERE id = {id} FOR NO KEY UPDATE").AsTracking().SingleOrDefaultAsync(cancellationToken);

        public Task<Message?> LockMessageAsync(Guid id, CancellationToken cancellationToken)
            => db.Messages.FromSql($"SELECT * FROM messages WHERE id = {id} FOR UPDATE").AsTracking().SingleOrDefaultAsync(cancellationToken);

        public Task<Message?> LockMessageAsync(Guid instanceId, string providerMessageId, CancellationToken cancellationToken)
            => db.Messages.FromSql($"SELECT * FROM messages WHERE instance_id = {instanceId} AND provider_message_id = {providerMessageId} FOR UPDATE")
                .AsTracking().SingleOrDefaultAsync(cancellationToken);
    }
}
