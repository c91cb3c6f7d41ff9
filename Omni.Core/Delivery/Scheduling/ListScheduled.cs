// What waits for its time, the next one first.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Messages;

namespace Omni.Core.Delivery.Scheduling;

/// <summary>A message that waits, with when and how it goes out.</summary>
public sealed record ScheduledRow(MessageRow Message, Guid SeriesId, DateTimeOffset SendAt, string TimeZone, Recurrence Recurrence, bool OnlyIfUnanswered)
{
    public ScheduledCursor Cursor => new(SendAt, Message.Id);
}

/// <summary>Where a page of the list ended.</summary>
public readonly record struct ScheduledCursor(DateTimeOffset SendAt, Guid MessageId)
{
    public static bool TryParse(string? text, out ScheduledCursor cursor)
    {
        cursor = default;

        if (text?.Split('.') is not [var ticks, var id]
            || !long.TryParse(ticks, out var value) || value < 0 || value > DateTimeOffset.MaxValue.Ticks
            || !Guid.TryParseExact(id, "N", out var guid))
        {
            return false;
        }

        cursor = new(new(value, TimeSpan.Zero), guid);
        return true;
    }

    public override string ToString() => $"{SendAt.UtcTicks}.{MessageId:N}";
}

/// <param name="ConversationId">Of one conversation only.</param>
/// <param name="OnlyInstances">Only what goes through these; null: all.</param>
public sealed record ScheduledFilter(Guid? ConversationId = null, IReadOnlyList<string>? OnlyInstances = null);

public sealed class ListScheduled(IDbContextFactory<OmniDbContext> databases)
{
    public async Task<List<ScheduledRow>> RunAsync(ScheduledFilter filter, ScheduledCursor? after, int limit, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        var schedules = db.MessageSchedules.AsNoTracking();

        if (after is { } cursor)
        {
            schedules = schedules.Where(s => EF.Functions.GreaterThan(ValueTuple.Create(s.SendAt, s.MessageId), ValueTuple.Create(cursor.SendAt, cursor.MessageId)));
        }

        var page = Filtered(db, schedules, filter).OrderBy(s => s.SendAt).ThenBy(s => s.MessageId).Take(limit);
        return await ReadAsync(db, page, cancellationToken);
    }

    public async Task<int> CountAsync(ScheduledFilter filter, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return await Filtered(db, db.MessageSchedules.AsNoTracking(), filter).CountAsync(cancellationToken);
    }

    /// <summary>By the message's id, or by that of any earlier one of its series. Null when nothing of that id waits.</summary>
    public async Task<ScheduledRow?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var db = await databases.OpenAsync(cancellationToken);
        return (await ReadAsync(db, db.MessageSchedules.AsNoTracking().Where(s => s.MessageId == id || s.SeriesId == id).OrderBy(s => s.SendAt).Take(1), cancellationToken)).FirstOrDefault();
    }

    private static IQueryable<MessageSchedule> Filtered(OmniDbContext db, IQueryable<MessageSchedule> schedules, ScheduledFilter filter)
    {
        var (conversationId, instances) = filter;

        if (conversationId is not null)
        {
            schedules = schedules.Where(s => db.Messages.Any(m => m.Id == s.MessageId && m.ConversationId == conversationId && m.Status == MessageStatus.Scheduled));
        }

        return instances is null ? schedules : schedules.Where(s => db.Messages.Any(m => m.Id == s.MessageId && instances.Contains(m.InstanceName)));
    }

    private static async Task<List<ScheduledRow>> ReadAsync(OmniDbContext db, IQueryable<MessageSchedule> page, CancellationToken cancellationToken)
    {
        var schedules = await page.ToListAsync(cancellationToken);
        var ids = schedules.ConvertAll(s => s.MessageId);
        var messages = await db.Messages.AsNoTracking().Where(m => ids.Contains(m.Id)).Select(MessageRow.Projection).ToDictionaryAsync(m => m.Id, cancellationToken);

        // One that went out between the two readings waits no longer.
        return [.. schedules.Where(s => messages.TryGetValue(s.MessageId, out var m) && m.Status is MessageStatus.Scheduled)
            .Select(s => new ScheduledRow(messages[s.MessageId], s.SeriesId, s.SendAt, s.TimeZone, s.Recurrence, s.OnlyIfUnanswered))];
    }
}
