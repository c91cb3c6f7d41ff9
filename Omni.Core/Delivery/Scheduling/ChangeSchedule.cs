// Changes what a scheduled message says, or when it goes out.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Clocks;
using Omni.Core.Data;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Messages;
using Omni.Core.Results;
using Omni.Core.Tenancy;
using Omni.Core.Texts;

namespace Omni.Core.Delivery.Scheduling;

/// <summary>What is null stays.</summary>
public sealed record ScheduleChange
{
    public string? Text { get; init; }

    public ScheduledTime? Time { get; init; }

    public Recurrence? Recurrence { get; init; }

    public bool? OnlyIfUnanswered { get; init; }
}

public sealed class ChangeSchedule(IDbContextFactory<OmniDbContext> databases, TenantContext tenant, LiveFeed feed, TimeProvider clock)
{
    /// <returns>The conversation; Invalid for a text or time that cannot be, Conflict when it waits no longer.</returns>
    public async Task<Result<Guid>> RunAsync(Guid messageId, ScheduleChange change, CancellationToken cancellationToken)
    {
        if (change.Text is { } text && (string.IsNullOrWhiteSpace(text) || text.Length > Message.MaxTextLength))
        {
            return Error.Invalid("text", $"A message needs some text, at most {Message.MaxTextLength} characters.");
        }

        // Again when the thread went into another one at this instant.
        return await TryAgain.RunAsync(() => TryAsync(messageId, change, cancellationToken));
    }

    private async Task<Result<Guid>> TryAsync(Guid messageId, ScheduleChange change, CancellationToken cancellationToken)
    {
        await using var db = await databases.CreateDbContextAsync(cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = clock.GetUtcNow();

        if (await LockScheduled.RunAsync(db, messageId, cancellationToken) is not var (thread, message, schedule))
        {
            return ScheduleErrors.Gone;
        }

        if (change.Time?.Refusal(now) is { } refusal)
        {
            return refusal;
        }

        if (change.Time is { } time)
        {
            (schedule.SendAt, schedule.FirstAt, schedule.TimeZone) = (time.At, time.WallClock, time.TimeZone);
            message.SentAt = time.At;
        }
        else if (change.Recurrence is { } other && other != schedule.Recurrence)
        {
            // Another rhythm begins with the time that is next.
            schedule.FirstAt = DateTime.SpecifyKind(WallClock.Of(schedule.SendAt, schedule.Zone), DateTimeKind.Unspecified);
        }

        message.Text = change.Text?.Fit(Message.MaxTextLength) ?? message.Text;
        message.Error = null;
        schedule.Recurrence = change.Recurrence ?? schedule.Recurrence;
        schedule.OnlyIfUnanswered = change.OnlyIfUnanswered ?? schedule.OnlyIfUnanswered;

        // Whoever changes it has seen what the customer wrote until now.
        schedule.AskedAt = now;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        feed.Publish(new(tenant.Required, FeedKind.Schedule, thread.Id));
        return thread.Id;
    }
}
