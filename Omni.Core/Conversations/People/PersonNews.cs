// Tells open screens that a person has changed: those that show the contact, and those that show their thread.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;

namespace Omni.Core.Conversations.People;

internal static class PersonNews
{
    extension(LiveFeed feed)
    {
        /// <summary>After the commit.</summary>
        public async Task TellPersonAsync(OmniDbContext db, Guid contactId, CancellationToken cancellationToken)
        {
            var tenant = db.Tenant!.Value;
            feed.Publish(new(tenant, FeedKind.Contact, contactId));

            foreach (var conversationId in await db.Conversations.Where(c => c.ContactId == contactId).Select(c => c.Id).ToListAsync(cancellationToken))
            {
                feed.Publish(new(tenant, FeedKind.Conversation, conversationId));
            }
        }
    }
}
