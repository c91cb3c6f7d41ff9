// What schedules are called on the screens.
using Omni.Core.Delivery.Scheduling;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Scheduled;

internal static class ScheduleWords
{
    extension(Recurrence recurrence)
    {
        public string InWords() => recurrence switch
        {
            Recurrence.Daily => "Every day",
            Recurrence.Weekly => "Every week",
            Recurrence.Monthly => "Every month",
            _ => "Once",
        };
    }

    /// <summary>The moments that are chosen most, with their labels.</summary>
    public static IReadOnlyList<(string Label, DateTimeOffset At)> QuickChoices(DateTimeOffset now, BrowserClock browser)
    {
        var today = browser.Day(now);
        var monday = today.AddDays(((int)DayOfWeek.Monday - (int)today.DayOfWeek + 7) % 7 is var days and > 0 ? days : 7);
        var (morning, week) = (At(today.AddDays(1), browser), At(monday, browser));
        (string, DateTimeOffset)[] choices = [("In 1 hour", now.AddHours(1)), ($"Tomorrow {browser.Time(morning)}", morning), ($"Monday {browser.Time(week)}", week)];
        return morning == week ? choices[..2] : choices;
    }

    private static DateTimeOffset At(DateOnly day, BrowserClock browser) => ScheduledTime.Of(day.ToDateTime(new(9, 0)), browser.Zone).At;
}
