// A scheduled message's time has come: it takes its place at the end of the thread and leaves like any other. Safe to run at any time, on any node.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Conversations;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Core.Tenancy;

namespace Omni.Core.Delivery.Scheduling;

public sealed class FireSchedule(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, DeliveryLanes lanes, LiveFeed feed, TimeProvider clock)
{
    /// <summary>What is later than this, because Omni was down, is no longer sent by itself.</summary>
    public static readonly TimeSpan MostLate = TimeSpan.FromHours(24);

    internal const string Answered = "Not sent: the customer answered meanwhile.";
    internal const string TooLate = "Omni was down when it was due, and that is more than a day ago. Send it now if it still makes sense.";
    internal const string Skipped = "The one before was skipped: Omni was down when it was due.";
    // A gateway may hand a message over late; what lies further back is history that was imported.
    private static readonly TimeSpan Tardy = TimeSpan.FromMinutes(10);

    /// <summary>Sends it if it is due. Answers whether anything came of it here; of several who try at once, one does.</summary>
    public async Task<bool> RunAsync(Guid messageId, CancellationToken cancellationToken) => await TryAsync(messageId, isByHand: false, cancellationToken) is not null;

    /// <summary>Sends it at once, because somebody says so. A series goes on after the time that this one had.</summary>
    /// <returns>The conversation; Conflict when it waits no longer.</returns>
    public async Task<Result<Guid>> NowAsync(Guid messageId, CancellationToken cancellationToken)
        => await TryAsync(messageId, isByHand: true, cancellationToken) is { } conversationId ? conversationId : ScheduleErrors.Gone;

    private async Task<Guid?> TryAsync(Guid messageId, bool isByHand, CancellationToken cancellationToken)
    {
        // Again when the thread went into another one at this instant.
        return await TryAgain.RunAsync<Guid?>(async () =>
        {
            await using var db = await databases.CreateDbContextAsync(cancellationToken);
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            var now = clock.GetUtcNow();

            if (await LockScheduled.RunAsync(db, messageId, cancellationToken) is not { } locked || (!isByHand && locked.Schedule.SendAt > now))
            {
                return null;
            }

            await SettleAsync(db, locked, isByHand, now, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            feed.Publish(new(tenant.Required, FeedKind.Schedule, locked.Thread.Id));
            feed.Publish(new(tenant.Required, FeedKind.Conversation, locked.Thread.Id));
            lanes.Wake(new(tenant.Required, tenant.RequiredSlug, locked.Thread.Id));
            return locked.Thread.Id;
        });
    }

    private static async Task SettleAsync(OmniDbContext db, LockedSchedule locked, bool isByHand, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (thread, message, schedule) = locked;
        var hasAnswered = await HasAnsweredAsync(db, thread.Id, schedule.AskedAt, cancellationToken);

        if (isByHand || (!(schedule.OnlyIfUnanswered && hasAnswered) && now - DueAt(schedule, now) <= MostLate))
        {
            if (schedule.Recurrence is not Recurrence.None)
            {
                await AddNextAsync(db, message, schedule, now, cancellationToken);
            }

            await LeaveAsync(db, locked, MessageStatus.Queued, null, now, cancellationToken);
            await TouchAsync(db, locked, isWaiting: hasAnswered && !isByHand, isByHand, now, cancellationToken);
        }
        else if (schedule.OnlyIfUnanswered && hasAnswered)
        {
            await LeaveAsync(db, locked, MessageStatus.Cancelled, Answered, now, cancellationToken);
        }
        else if (schedule.Recurrence is Recurrence.None)
        {
            await LeaveAsync(db, locked, MessageStatus.Failed, TooLate, now, cancellationToken);
            await db.Conversations.Where(c => c.Id == thread.Id).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.LastMessageId, message.Id).SetProperty(x => x.LastMessageAt, now).SetProperty(x => x.LastActivityAt, now), cancellationToken);
        }
        else
        {
            schedule.SendAt = message.SentAt = Occurrences.NextAfter(schedule.FirstAt, schedule.Zone, schedule.Recurrence, now);
            message.Error = Skipped;
            await db.SaveChangesAsync(cancellationToken);
        }
    }

    // Of a series only the last time that passed counts: those before it were missed.
    private static DateTimeOffset DueAt(MessageSchedule schedule, DateTimeOffset now)
        => schedule.Recurrence is Recurrence.None || schedule.SendAt > now
            ? schedule.SendAt
            : new[] { schedule.SendAt, Occurrences.LastUntil(schedule.FirstAt, schedule.Zone, schedule.Recurrence, now) }.Max();

    private static Task<bool> HasAnsweredAsync(OmniDbContext db, Guid conversationId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var earliest = since - Tardy;
        return db.Messages.AnyAsync(
            m => m.ConversationId == conversationId && m.Direction == MessageDirection.Inbound && m.Status == MessageStatus.Received && m.SentAt >= earliest && m.CreatedAt > since,
            cancellationToken);
    }

    private static async Task AddNextAsync(OmniDbContext db, Message message, MessageSchedule schedule, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var at = Occurrences.NextAfter(schedule.FirstAt, schedule.Zone, schedule.Recurrence, now > schedule.SendAt ? now : schedule.SendAt);
        var next = new Message
        {
            ConversationId = message.ConversationId,
            ContactId = message.ContactId,
            LeadId = message.LeadId,
            InstanceId = message.InstanceId,
            InstanceName = message.InstanceName,
            Address = message.Address,
            Direction = message.Direction,
            Source = message.Source,
            Kind = message.Kind,
            Text = message.Text,
            Details = message.Details,
            QuotedProviderId = message.QuotedProviderId,
            QuotedText = message.QuotedText,
            Status = MessageStatus.Scheduled,
            AuthorId = message.AuthorId,
            AuthorName = message.AuthorName,
            SentAt = at,
            CreatedAt = now,
        };
        var files = await db.Attachments.AsNoTracking().Include(a => a.Content).Where(a => a.MessageId == message.Id).OrderBy(a => a.Id).ToListAsync(cancellationToken);
        next.Attachments.AddRange(files.Select(f => f.CopyFor(next.Id)));
        db.Add(next);
        db.Add(schedule.Again(next.Id, at));
    }

    // As if it had been written now: behind all that stands in the thread, also for the lane.
    private static async Task LeaveAsync(OmniDbContext db, LockedSchedule locked, MessageStatus status, string? error, DateTimeOffset now, CancellationToken cancellationToken)
    {
        (locked.Message.Status, locked.Message.Error, locked.Message.SentAt) = (status, error, now);
        db.Remove(locked.Schedule);
        await db.SaveChangesAsync(cancellationToken);
        await db.MoveBehindAsync(locked.Message.Id, cancellationToken);
    }

    // A clock reads no messages: who wrote since it was asked for is still unread, and still waits.
    private static async Task TouchAsync(OmniDbContext db, LockedSchedule locked, bool isWaiting, bool isByHand, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (thread, message, _) = locked;

        if (message.Source is MessageSource.Member)
        {
            await PersonTakesOver.RunAsync(db, thread.Id, message.AuthorName, isByHand, now, cancellationToken);
        }

        var unread = isByHand ? 0 : thread.UnreadCount;
        var waiting = isWaiting ? thread.WaitingSince : null;
        await db.SaveChangesAsync(cancellationToken);
        await db.Conversations.Where(c => c.Id == thread.Id).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.LastMessageId, message.Id)
                .SetProperty(x => x.LastMessageAt, now)
                .SetProperty(x => x.LastActivityAt, now)
                .SetProperty(x => x.UnreadCount, unread)
                .SetProperty(x => x.WaitingSince, waiting),
            cancellationToken);
    }
}
