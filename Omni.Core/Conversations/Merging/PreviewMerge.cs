// What merging two threads will come to, before anybody says yes.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Messages;

namespace Omni.Core.Conversations.Merging;

/// <param name="MessageCount">How many messages move, those not counted that wait for their time.</param>
/// <param name="Status">The status afterwards.</param>
/// <param name="Assignee">Who has it afterwards; null for nobody.</param>
/// <param name="TurnsBotOff">Whether the agent, on in the one that stays, is then off.</param>
/// <param name="Addresses">All addresses of the person afterwards.</param>
public sealed record MergePreview(int MessageCount, ConversationStatus Status, string? Assignee, bool TurnsBotOff, IReadOnlyList<ChannelAddress> Addresses);

public sealed class PreviewMerge(IDbContextFactory<OmniDbContext> databases)
{
    /// <summary>Null when one of them is no longer there.</summary>
    /// <param name="fromId">The conversation that goes.</param>
    /// <param name="intoId">The one that stays.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<MergePreview?> RunAsync(Guid fromId, Guid intoId, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        var both = await db.Conversations.AsNoTracking().Where(c => (c.Id == fromId || c.Id == intoId) && c.MergedIntoId == null).ToDictionaryAsync(c => c.Id, cancellationToken);

        if (!both.TryGetValue(fromId, out var from) || !both.TryGetValue(intoId, out var into))
        {
            return null;
        }

        var assignee = into.AssigneeId ?? from.AssigneeId;
        var addresses = await db.ContactIdentities.AsNoTracking()
            .Where(i => i.ContactId == from.ContactId || i.ContactId == into.ContactId)
            .OrderByDescending(i => i.ContactId == into.ContactId).ThenBy(i => i.CreatedAt)
            .Select(i => new ChannelAddress(i.Channel, i.Kind, i.Value))
            .ToListAsync(cancellationToken);
        return new(
            await db.Messages.Said().CountAsync(m => m.ConversationId == fromId, cancellationToken),
            JoinThreads.Livelier(into.Status, from.Status),
            assignee is null ? null : await db.Users.Where(u => u.Id == assignee).Select(u => u.DisplayName).SingleOrDefaultAsync(cancellationToken),
            into.BotEnabled && !from.BotEnabled,
            addresses);
    }
}
