// Gives a conversation back to its agent when people have answered and nobody has written for as long as its instance says.
using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.Conversations;

public sealed class GiveBackQuiet(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <summary>False when it is not due, another node was first, or somebody is at work in it.</summary>
    public async Task<bool> RunAsync(Guid conversationId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // Looked at again under the row lock: a message may have come since the sweep, and of two nodes one is first. Whoever waits for people goes on waiting for them.
        if (await db.LockFreeConversationAsync(conversationId, cancellationToken) is not { Status: ConversationStatus.Open, BotEnabled: false, MergedIntoId: null, WaitingSince: null } row
            || await db.Instances.Where(i => i.Id == row.InstanceId && (i.AgentId != null || row.AgentId != null)).Select(i => i.GiveBackMinutes).SingleOrDefaultAsync(cancellationToken) is not { } minutes
            || QuietSince(row) > now.AddMinutes(-minutes))
        {
            return false;
        }

        if (!await AgentTakesBack.RunAsync(db, conversationId, actor: null, InWords(minutes), now, cancellationToken))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Conversation, conversationId));
        return true;
    }

    private static DateTimeOffset QuietSince(Conversation row) => row.HeldSince > row.LastActivityAt ? row.HeldSince.Value : row.LastActivityAt;

    private static string InWords(int minutes)
        => minutes == 1 ? "one minute" : minutes % 60 == 0 ? (minutes == 60 ? "an hour" : string.Create(CultureInfo.InvariantCulture, $"{minutes / 60} hours")) : string.Create(CultureInfo.InvariantCulture, $"{minutes} minutes");
}
