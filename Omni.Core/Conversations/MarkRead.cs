// Somebody has seen the conversation.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations;

public sealed class MarkRead(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed)
{
    /// <summary>Answers whether anything was unread.</summary>
    public async Task<bool> RunAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        var changed = await db.Conversations.Where(c => c.Id == conversationId && c.UnreadCount > 0)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.UnreadCount, 0), cancellationToken) > 0;

        if (changed)
        {
            feed.Publish(new(tenant.Required, FeedKind.Conversation, conversationId));
        }

        return changed;
    }
}
