// Until when a rule holds, as it stands in the fields.
using Omni.Core.Delivery.Scheduling;

namespace Omni.Web.Components.Access;

public sealed class ExpiryDraft
{
    public const string Date = "date";

    public static readonly IReadOnlyList<(string Value, string Label, TimeSpan? Length)> Choices =
    [
        ("", "For good", null),
        ("hour", "For an hour", TimeSpan.FromHours(1)),
        ("day", "For a day", TimeSpan.FromDays(1)),
        ("week", "For a week", TimeSpan.FromDays(7)),
        ("month", "For 30 days", TimeSpan.FromDays(30)),
        (Date, "Until a date", null),
    ];

    public string Choice { get; set; } = "";

    public DateOnly? Day { get; set; }

    public TimeOnly? Time { get; set; } = new(9, 0);

    /// <summary>False while the date that was chosen is incomplete or over.</summary>
    /// <param name="zone">Where the reader is.</param>
    /// <param name="now">The time.</param>
    /// <param name="at">When it ends; null for never.</param>
    public bool TryRead(TimeZoneInfo zone, DateTimeOffset now, out DateTimeOffset? at)
    {
        at = null;

        if (Choice == Date)
        {
            at = (Day, Time) is ({ Year: > 1970 and < 9990 } day, { } time) ? ScheduledTime.Of(day.ToDateTime(time), zone).At : null;
            return at > now;
        }

        at = Choices.First(c => c.Value == Choice).Length is { } length ? now + length : null;
        return true;
    }
}
