// How often a scheduled message comes again, and when.
using Omni.Core.Clocks;

namespace Omni.Core.Delivery.Scheduling;

public enum Recurrence
{
    None,
    Daily,
    Weekly,

    /// <summary>On the same day of the month, or the month's last day where there is no such day.</summary>
    Monthly,
}

/// <summary>
/// The times of a series, by the clock on the wall: every one is counted from the first, so that the 31st comes back after February
/// and 09:00 stays 09:00 when the clocks change.
/// </summary>
internal static class Occurrences
{
    /// <summary>The first one after an instant.</summary>
    public static DateTimeOffset NextAfter(DateTime first, TimeZoneInfo zone, Recurrence recurrence, DateTimeOffset after)
    {
        for (var number = Math.Max(0, Number(first, WallClock.Of(after, zone), recurrence) - 1); ; number++)
        {
            if (At(first, zone, recurrence, number) is var at && at > after)
            {
                return at;
            }
        }
    }

    /// <summary>The last one that is not after an instant; the first of all when there is none.</summary>
    public static DateTimeOffset LastUntil(DateTime first, TimeZoneInfo zone, Recurrence recurrence, DateTimeOffset until)
    {
        for (var number = Number(first, WallClock.Of(until, zone), recurrence) + 1; number > 0; number--)
        {
            if (At(first, zone, recurrence, number) is var at && at <= until)
            {
                return at;
            }
        }

        return At(first, zone, recurrence, 0);
    }

    // About which one it is: at most one off.
    private static int Number(DateTime first, DateTime local, Recurrence recurrence) => recurrence switch
    {
        Recurrence.Daily => (local.Date - first.Date).Days,
        Recurrence.Weekly => (local.Date - first.Date).Days / 7,
        _ => ((local.Year - first.Year) * 12) + local.Month - first.Month,
    };

    private static DateTimeOffset At(DateTime first, TimeZoneInfo zone, Recurrence recurrence, int number) => WallClock.At(
        recurrence switch
        {
            Recurrence.Daily => first.AddDays(number),
            Recurrence.Weekly => first.AddDays(7 * number),
            _ => first.AddMonths(number),
        },
        zone);
}
