// From what the clock on the wall says to the instant that is meant, daylight saving included.
namespace Omni.Core.Clocks;

public static class WallClock
{
    /// <summary>A time that the clocks skip moves forward by as much as they do; of one that comes twice the first is meant.</summary>
    public static DateTimeOffset At(DateTime local, TimeZoneInfo zone)
    {
        var time = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);

        if (zone.IsAmbiguousTime(time))
        {
            return new DateTimeOffset(time, zone.GetAmbiguousTimeOffsets(time).Max()).ToUniversalTime();
        }

        if (!zone.IsInvalidTime(time))
        {
            return new DateTimeOffset(time, zone.GetUtcOffset(time)).ToUniversalTime();
        }

        // By the clock as it went until the gap.
        var before = zone.GetUtcOffset(new DateTimeOffset(time, zone.BaseUtcOffset).AddDays(-1));
        return new DateTimeOffset(time, before).ToUniversalTime();
    }

    /// <summary>What the clock on the wall says.</summary>
    public static DateTime Of(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).DateTime;
}
