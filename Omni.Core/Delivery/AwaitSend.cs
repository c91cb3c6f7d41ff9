// Waits until a queued message has left or will not leave, for those who asked to be told at once.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Tenancy;

namespace Omni.Core.Delivery;

public sealed class AwaitSend(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <summary>The message as it stands when it is settled, or when patience ends.</summary>
    public async Task<MessageRow> RunAsync(Guid messageId, Guid conversationId, TimeSpan patience, CancellationToken cancellationToken)
    {
        // Not disposed: a late change must find it, and it holds nothing.
        var changed = new SemaphoreSlim(0);
        using var subscription = feed.Subscribe(tenant.Required, change =>
        {
            if ((change.SubjectId == conversationId && !change.IsPassing) || change.Kind is FeedKind.Everything)
            {
                changed.Release();
            }
        });
        var until = clock.GetUtcNow() + patience;

        while (true)
        {
            var message = await ReadAsync(messageId, cancellationToken);
            var left = until - clock.GetUtcNow();

            // A retry that is still to come counts as waiting, unless patience has ended.
            if (message.Status is not (MessageStatus.Queued or MessageStatus.Sending) || left <= TimeSpan.Zero)
            {
                return message;
            }

            await changed.WaitAsync(left, cancellationToken);
        }
    }

    private async Task<MessageRow> ReadAsync(Guid messageId, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        return await db.Messages.AsNoTracking().Where(m => m.Id == messageId).Select(MessageRow.Projection).SingleAsync(cancellationToken);
    }
}
