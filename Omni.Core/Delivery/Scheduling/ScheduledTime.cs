// When a message is to go out: the instant, and what the clock on the wall says then where whoever asked is.
using System.Globalization;
using Omni.Core.Results;

namespace Omni.Core.Delivery.Scheduling;

/// <param name="At">The instant, in UTC.</param>
/// <param name="WallClock">What was said, by the clock on the wall.</param>
/// <param name="TimeZone">Where that clock hangs, by its IANA name.</param>
public sealed record ScheduledTime(DateTimeOffset At, DateTime WallClock, string TimeZone)
{
    public static readonly TimeSpan Furthest = TimeSpan.FromDays(366);
    private const long MostSeconds = 253_402_300_799;

    private static readonly string[] LocalForms =
        ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    private static Error Unreadable => Error.Invalid("send_at", "Give a time such as 2026-01-31T09:00:00+02:00, one without an offset by your business's clock, or seconds since 1970.");

    public static ScheduledTime Of(DateTimeOffset at, TimeZoneInfo zone) => new(at.ToUniversalTime(), Clocks.WallClock.Of(at, zone), zone.Id);

    public static ScheduledTime Of(DateTime local, TimeZoneInfo zone) => new(Clocks.WallClock.At(local, zone), DateTime.SpecifyKind(local, DateTimeKind.Unspecified), zone.Id);

    /// <summary>Seconds since 1970, or milliseconds when there are too many of them.</summary>
    public static Result<ScheduledTime> Read(long unix, TimeZoneInfo zone)
    {
        var seconds = unix > 1_000_000_000_000 ? unix / 1000 : unix;
        return seconds is > 0 and < MostSeconds ? Of(DateTimeOffset.FromUnixTimeSeconds(seconds), zone) : Unreadable;
    }

    /// <summary>ISO 8601. Without an offset it is what the clock in <paramref name="zone"/> says.</summary>
    public static Result<ScheduledTime> Read(string text, TimeZoneInfo zone)
    {
        text = text.Trim();

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var unix))
        {
            return Read(unix, zone);
        }

        if (DateTime.TryParseExact(text, LocalForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            return IsFar(local) ? Unreadable : Of(local, zone);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && HasDate(text) && !IsFar(at.UtcDateTime) ? Of(at, zone) : Unreadable;
    }

    /// <summary>Why nothing can be scheduled for this time; null when it can.</summary>
    public Error? Refusal(DateTimeOffset now)
        => At <= now ? Error.Invalid("send_at", "This time has passed already. Choose one that is still to come.")
            : At > now + Furthest ? Error.Invalid("send_at", "A message can be scheduled for a year ahead at most.")
            : null;

    // .NET reads a bare time of day, too, and means today.
    private static bool HasDate(string text) => text.Length >= 16 && text[4] == '-' && text[7] == '-';

    // Offsets and zones must not carry it out of what a date can be.
    private static bool IsFar(DateTime time) => time.Year is < 1970 or > 9990;
}

/// <summary>When, how often, and on which condition a message goes out by itself.</summary>
/// <param name="Time">The first time.</param>
/// <param name="Recurrence">How often it comes again.</param>
/// <param name="OnlyIfUnanswered">Not when the customer has written since it was asked for; that ends a series, too.</param>
public sealed record NewSchedule(ScheduledTime Time, Recurrence Recurrence = Recurrence.None, bool OnlyIfUnanswered = false);
