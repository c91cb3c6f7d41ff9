// Moves everything of one thread into another: messages, lines, traces, keys, unread. The emptied thread stays, and leads to the other.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Messages;

namespace Omni.Core.Conversations.Merging;

/// <param name="Other">The person that goes.</param>
/// <param name="Survivor">The person that stays.</param>
/// <param name="Before">What the survivor was before it took anything over.</param>
/// <param name="Moved">Their identities and leads, which have moved.</param>
/// <param name="Hand">The member who merges; null when a channel taught it.</param>
internal sealed record JoinedPersons(Contact Other, Contact Survivor, ContactBefore Before, List<Guid> Moved, ByHand? Hand);

internal static class JoinThreads
{
    /// <summary>Both rows are locked. Answers the merge's id.</summary>
    public static async Task<Guid> RunAsync(OmniDbContext db, Conversation from, Conversation into, JoinedPersons persons, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var lines = await db.Activities.Where(a => a.ConversationId == from.Id).Select(a => a.Id).ToListAsync(cancellationToken);
        var keys = await db.ConversationKeys.Where(k => k.ConversationId == from.Id).Select(k => k.Key).ToListAsync(cancellationToken);
        var merge = new ConversationMerge
        {
            SurvivorId = into.Id,
            MergedId = from.Id,
            SurvivorContactId = persons.Survivor.Id,
            MergedContactId = persons.Other.Id,
            Actor = persons.Hand?.Actor,
            IsByHand = persons.Hand is not null,
            At = now,
            Before = persons.Before,
            Moved = [.. persons.Moved, .. lines],
            MovedKeys = keys,
        };
        db.Add(merge);
        db.Add(new Activity { ConversationId = into.Id, Kind = ActivityKind.Merged, Actor = merge.Actor, Detail = await NameAsync(db, persons, cancellationToken), SubjectId = merge.Id, At = now });
        await db.SaveChangesAsync(cancellationToken);

        if (merge.IsByHand)
        {
            await db.RememberMessagesAsync(merge.Id, from.Id, cancellationToken);
        }

        await MoveAsync(db, from.Id, into, cancellationToken);
        await CombineAsync(db, from, into, cancellationToken);
        return merge.Id;
    }

    /// <summary>Which status wins when two threads become one: the one that asks for more attention.</summary>
    internal static ConversationStatus Livelier(ConversationStatus one, ConversationStatus other) => Rank(one) >= Rank(other) ? one : other;

    private static async Task MoveAsync(OmniDbContext db, Guid from, Conversation into, CancellationToken cancellationToken)
    {
        await db.Messages.Where(m => m.ConversationId == from).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.ConversationId, into.Id).SetProperty(x => x.ContactId, into.ContactId), cancellationToken);
        await db.Activities.Where(a => a.ConversationId == from).ExecuteUpdateAsync(a => a.SetProperty(x => x.ConversationId, into.Id), cancellationToken);
        await db.MessageTraces.Where(t => t.ConversationId == from).ExecuteUpdateAsync(t => t.SetProperty(x => x.ConversationId, into.Id), cancellationToken);
        await db.ConversationKeys.Where(k => k.ConversationId == from).ExecuteUpdateAsync(k => k.SetProperty(x => x.ConversationId, into.Id), cancellationToken);
        await db.Conversations.Where(c => c.Id == from || c.MergedIntoId == from).ExecuteUpdateAsync(c => c.SetProperty(x => x.MergedIntoId, into.Id), cancellationToken);
    }

    // Status: the livelier; of two that are snoozed the one that comes back first says when. Assignee: the survivor's, else the other's. The agent is on only where it was on in both; which one answers is the survivor's choice. Answers leave where the customer last was.
    private static async Task CombineAsync(OmniDbContext db, Conversation from, Conversation into, CancellationToken cancellationToken)
    {
        var later = from.LastActivityAt > into.LastActivityAt ? from : into;
        var waiting = new[] { from.WaitingSince, into.WaitingSince }.Min();
        var last = await db.Messages.Said().Where(m => m.ConversationId == into.Id).OrderByDescending(m => m.SentAt).ThenByDescending(m => m.Sequence)
            .Select(m => new { m.Id, m.SentAt }).FirstOrDefaultAsync(cancellationToken);
        var until = new[] { into, from }.Where(c => c.Status is ConversationStatus.Snoozed).Min(c => c.SnoozedUntil);
        into.Status = Livelier(into.Status, from.Status);
        into.AssigneeId ??= from.AssigneeId;
        (into.HeldSince, into.HeldBy) = into.BotEnabled && !from.BotEnabled ? (from.HeldSince, from.HeldBy) : (into.HeldSince, into.HeldBy);
        into.BotEnabled &= from.BotEnabled;
        await db.Conversations.Where(c => c.Id == into.Id).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.Status, into.Status)
                .SetProperty(x => x.SnoozedUntil, until)
                .SetProperty(x => x.AssigneeId, into.AssigneeId)
                .SetProperty(x => x.BotEnabled, into.BotEnabled)
                .SetProperty(x => x.HeldSince, into.HeldSince)
                .SetProperty(x => x.HeldBy, into.HeldBy)
                .SetProperty(x => x.UnreadCount, x => x.UnreadCount + from.UnreadCount)
                .SetProperty(x => x.WaitingSince, waiting)
                .SetProperty(x => x.LastActivityAt, later.LastActivityAt)
                .SetProperty(x => x.LastMessageId, last == null ? null : last.Id)
                .SetProperty(x => x.LastMessageAt, last == null ? null : last.SentAt)
                .SetProperty(x => x.Channel, later.Channel)
                .SetProperty(x => x.InstanceId, later.InstanceId)
                .SetProperty(x => x.InstanceName, later.InstanceName)
                .SetProperty(x => x.ReplyAddress, later.ReplyAddress),
            cancellationToken);
    }

    // A name, else a number, else the address; never a LID's digits, which look like a number and are none.
    private static async Task<string> NameAsync(OmniDbContext db, JoinedPersons persons, CancellationToken cancellationToken)
    {
        var (other, survivor) = (persons.Other, persons.Survivor);

        if (other.PhoneNumber is { } number)
        {
            return other.Name is { } called && called != persons.Before.Name ? $"{called} · {number}" : number;
        }

        if (other.Name is { } name && name != persons.Before.Name)
        {
            return name;
        }

        var moved = persons.Moved;
        var first = await db.ContactIdentities.Where(i => i.ContactId == survivor.Id && moved.Contains(i.Id)).OrderBy(i => i.CreatedAt)
            .Select(i => new ChannelAddress(i.Channel, i.Kind, i.Value)).FirstOrDefaultAsync(cancellationToken);
        return first.Kind is IdentityKind.Lid ? "WhatsApp's hidden id" : other.Name ?? first.Value;
    }

    private static int Rank(ConversationStatus status) => status switch
    {
        ConversationStatus.Open => 3,
        ConversationStatus.Pending => 2,
        ConversationStatus.Snoozed => 1,
        _ => 0,
    };
}
