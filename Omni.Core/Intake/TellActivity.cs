// Tells open threads that their customer is writing. Nothing of it is stored; only what the event teaches of their addresses is.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.Intake;

public sealed class TellActivity(IDbContextFactory<OmniDbContext> databases, TypingSigns signs, LearnPairs pairs, LiveFeed feed, TenantContext tenant)
{
    /// <summary>Answers the threads that changed by what was learnt.</summary>
    public async Task<IReadOnlyList<Guid>> RunAsync(OpenInstance instance, ActivitySeen seen, CancellationToken cancellationToken)
    {
        if (!signs.IsNews(tenant.Required, instance.Instance.Id, seen))
        {
            return [];
        }

        var changed = seen.Addresses.Count > 1 ? await pairs.RunAsync(seen.Addresses, instance.Instance.Name, null, cancellationToken) : [];

        if (await FindThreadAsync(instance, seen, cancellationToken) is { } conversationId)
        {
            var kind = seen.Activity switch
            {
                TypingActivity.Typing => FeedKind.Typing,
                TypingActivity.Recording => FeedKind.Recording,
                _ => FeedKind.Paused,
            };
            feed.Publish(new(tenant.Required, kind, conversationId));
        }

        return changed;
    }

    /// <summary>What they were writing is there.</summary>
    public void End(Guid conversationId)
    {
        if (signs.Find(tenant.Required, conversationId) is not null)
        {
            feed.Publish(new(tenant.Required, FeedKind.Paused, conversationId));
        }
    }

    private async Task<Guid?> FindThreadAsync(OpenInstance instance, ActivitySeen seen, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);

        foreach (var address in FindOrCreateThread.Own(seen.Addresses, instance.Instance.Name))
        {
            var (channel, kind, value) = (address.Channel, address.Kind, address.Value);
            var found = await db.ContactIdentities.Where(i => i.Channel == channel && i.Kind == kind && i.Value == value)
                .Join(db.Conversations.Where(c => c.MergedIntoId == null), i => i.ContactId, c => c.ContactId, (i, c) => (Guid?)c.Id)
                .FirstOrDefaultAsync(cancellationToken);

            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }
}
