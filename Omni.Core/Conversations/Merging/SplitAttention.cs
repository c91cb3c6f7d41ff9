// What a customer wrote while their thread was part of another asks for attention in their own as if it had never gone: unread, in sight, and answered where it came from.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Messages;

namespace Omni.Core.Conversations.Merging;

/// <param name="Survivor">The thread that stood for both, as it is before the messages go back.</param>
/// <param name="Other">The thread that goes back, as it was when it was merged.</param>
/// <param name="Unread">How many of the unread messages are the other one's.</param>
/// <param name="HasNews">Whether its customer wrote since.</param>
internal sealed record SplitAttention(Conversation Survivor, Conversation Other, int Unread, bool HasNews)
{
    /// <summary>Before the messages go back.</summary>
    /// <param name="db">Both conversations are locked.</param>
    /// <param name="merge">Which is taken back.</param>
    /// <param name="goesBack">The messages since, as far as they are the other one's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task<SplitAttention> OfAsync(OmniDbContext db, ConversationMerge merge, IReadOnlyCollection<Guid> goesBack, CancellationToken cancellationToken)
    {
        var rows = await db.Conversations.AsNoTracking().Where(c => c.Id == merge.SurvivorId || c.Id == merge.MergedId).ToDictionaryAsync(c => c.Id, cancellationToken);
        var (survivor, other) = (rows[merge.SurvivorId], rows[merge.MergedId]);

        // What came live has a trace; what a gateway told of the past, or was imported, calls nobody.
        var news = await db.Messages
            .Where(m => m.ConversationId == survivor.Id && m.CreatedAt >= merge.At && m.Direction == MessageDirection.Inbound && m.Status != MessageStatus.Blocked)
            .Where(m => db.MessageTraces.Any(t => t.MessageId == m.Id))
            .Where(m => !db.MergedMessages.Any(x => x.MergeId == merge.Id && x.MessageId == m.Id))
            .OrderByDescending(m => m.Sequence).Select(m => m.Id).ToListAsync(cancellationToken);

        // The newest are unread first. What is unread beyond them was so when the threads were merged, and nobody has looked since.
        var unread = news.Take(survivor.UnreadCount).ToList();
        var returned = unread.Count(goesBack.Contains) + Math.Min(other.UnreadCount, survivor.UnreadCount - unread.Count);
        return new(survivor, other, returned, news.Exists(goesBack.Contains));
    }

    /// <summary>After the messages went back.</summary>
    public async Task RunAsync(OmniDbContext db, ConversationMerge merge, CancellationToken cancellationToken)
    {
        if (HasNews)
        {
            await ShowAsync(db, cancellationToken);
            await AnswerWhereTheyWroteAsync(db, Other, cancellationToken);
        }

        // While both were one, answers left where the customer of either last was.
        var others = await db.ContactIdentities.AsNoTracking().Where(i => i.ContactId == merge.MergedContactId)
            .Select(i => new ChannelAddress(i.Channel, i.Kind, i.Value)).ToListAsync(cancellationToken);

        if (WrittenAddress.IsOneOf(Survivor.ReplyAddress, others))
        {
            await AnswerWhereTheyWroteAsync(db, Survivor, cancellationToken);
        }
    }

    // As a message does (Intake/TouchConversation.cs), unless somebody put the common thread off after it came: then that holds here too.
    private async Task ShowAsync(OmniDbContext db, CancellationToken cancellationToken)
    {
        var isAgents = Survivor.BotEnabled && Other.BotEnabled
            && (Other.AgentId is not null || await db.Instances.AnyAsync(i => i.Id == Other.InstanceId && i.AgentId != null, cancellationToken));
        var (status, until) = (Survivor.Status, Other.Status) switch
        {
            (ConversationStatus.Open or ConversationStatus.Pending, ConversationStatus.Snoozed) => (ConversationStatus.Open, null),
            (ConversationStatus.Open or ConversationStatus.Pending, ConversationStatus.Resolved) => (isAgents ? ConversationStatus.Pending : ConversationStatus.Open, null),
            (ConversationStatus.Snoozed, ConversationStatus.Snoozed) => (ConversationStatus.Snoozed, new[] { Survivor.SnoozedUntil, Other.SnoozedUntil }.Min()),
            (ConversationStatus.Snoozed, ConversationStatus.Resolved) => (ConversationStatus.Snoozed, Survivor.SnoozedUntil),
            _ => (Other.Status, Other.SnoozedUntil),
        };
        await db.Conversations.Where(c => c.Id == Other.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.Status, status).SetProperty(x => x.SnoozedUntil, until), cancellationToken);
    }

    private static async Task AnswerWhereTheyWroteAsync(OmniDbContext db, Conversation thread, CancellationToken cancellationToken)
    {
        var last = await db.Messages.Where(m => m.ConversationId == thread.Id)
            .Join(db.Instances, m => m.InstanceId, i => i.Id, (m, i) => new { m.Direction, m.Status, m.Sequence, m.Address, i.Channel, i.Id, i.Name })
            .OrderByDescending(m => m.Direction == MessageDirection.Inbound && m.Status != MessageStatus.Blocked).ThenByDescending(m => m.Sequence)
            .FirstOrDefaultAsync(cancellationToken);

        if (last is not null)
        {
            await db.Conversations.Where(c => c.Id == thread.Id).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.Channel, last.Channel)
                    .SetProperty(x => x.InstanceId, last.Id)
                    .SetProperty(x => x.InstanceName, last.Name)
                    .SetProperty(x => x.ReplyAddress, last.Address),
                cancellationToken);
            return;
        }

        // Somebody who has only called, or whose instance is gone.
        var known = await db.ContactIdentities.AsNoTracking().Where(i => i.ContactId == thread.ContactId)
            .OrderByDescending(i => i.Channel == thread.Channel).ThenByDescending(i => i.Kind == IdentityKind.Phone).ThenBy(i => i.CreatedAt)
            .Select(i => new ChannelAddress(i.Channel, i.Kind, i.Value)).FirstOrDefaultAsync(cancellationToken);
        var address = known.Kind is IdentityKind.Lid ? $"{known.Value}@lid" : known.Value ?? "";
        Guid? instanceId = known.Value is not null && known.Channel == thread.Channel ? thread.InstanceId : null;
        await db.Conversations.Where(c => c.Id == thread.Id).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.InstanceId, instanceId).SetProperty(x => x.ReplyAddress, address), cancellationToken);
    }
}
