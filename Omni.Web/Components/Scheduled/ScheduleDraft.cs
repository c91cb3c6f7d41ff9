// What a member says about when a message goes out, as it stands in the fields.
using Omni.Core.Clocks;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Results;

namespace Omni.Web.Components.Scheduled;

public sealed class ScheduleDraft
{
    public DateOnly? Date { get; set; }

    public TimeOnly? Time { get; set; }

    public Recurrence Recurrence { get; set; }

    public bool OnlyIfUnanswered { get; set; }

    /// <summary>Tomorrow at nine.</summary>
    public static ScheduleDraft Usual(DateTimeOffset now, TimeZoneInfo zone) => new() { Date = DateOnly.FromDateTime(WallClock.Of(now, zone)).AddDays(1), Time = new(9, 0) };

    public static ScheduleDraft Of(ScheduledRow row, TimeZoneInfo zone)
    {
        var draft = new ScheduleDraft { Recurrence = row.Recurrence, OnlyIfUnanswered = row.OnlyIfUnanswered };
        draft.Choose(row.SendAt, zone);
        return draft;
    }

    public void Choose(DateTimeOffset at, TimeZoneInfo zone)
    {
        var local = WallClock.Of(at, zone);
        (Date, Time) = (DateOnly.FromDateTime(local), new TimeOnly(local.Hour, local.Minute));
    }

    /// <summary>Null while date or time is missing.</summary>
    public ScheduledTime? Read(TimeZoneInfo zone) => (Date, Time) is ({ Year: > 1970 and < 9990 } date, { } time) ? ScheduledTime.Of(date.ToDateTime(time), zone) : null;

    public Result<NewSchedule> ToSchedule(TimeZoneInfo zone, DateTimeOffset now)
        => Read(zone) is not { } time ? Error.Invalid("send_at", "Choose a date and a time.")
            : time.Refusal(now) is { } refusal ? refusal
            : new NewSchedule(time, Recurrence, OnlyIfUnanswered);
}
