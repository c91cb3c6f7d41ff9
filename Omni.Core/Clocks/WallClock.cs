// From what the clock on the wall says to the instant that is meant, daylight saving included.
namespace Omni.Core.Clocks;

public static class WallClock
{
    /// <summary>A time that the clocks skip moves forward by as much as they do; of one that comes twice the first is meant.</summary>
    public static DateTimeOffset At(DateTime local, TimeZoneInfo zone)
    {
        var time = DateTime.SpecifyKind(local, DateTimeKind.Utc);

        // By the instants around it, which every zone knows, and not by the zone's own rules about local times, which .NET misreads where winter is the exception.
        var (before, after) = (zone.GetUtcOffset(new DateTimeOffset(time).AddDays(-1)), zone.GetUtcOffset(new DateTimeOffset(time).AddDays(1)));
        var (first, second) = (new DateTimeOffset(time) - before, new DateTimeOffset(time) - after);
        return zone.GetUtcOffset(first) != before && zone.GetUtcOffset(second) == after ? second : first;
    }

    /// <summary>What the clock on the wall says.</summary>
    public static DateTime Of(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;
}
