// The time that the Traces page looks at: one of the usual ones up to now, or from and to as somebody typed them.
using System.Globalization;

namespace Omni.Web.Components.Traces;

/// <param name="Name">As in the address of the page.</param>
/// <param name="Label">For people.</param>
/// <param name="Length">How far back; null for times of one's own.</param>
internal sealed record TracePeriod(string Name, string Label, TimeSpan? Length)
{
    /// <summary>As the browser's field for a time writes it.</summary>
    private const string Typed = "yyyy-MM-ddTHH:mm";

    public static readonly TracePeriod Day = new("24h", "Last 24 hours", TimeSpan.FromDays(1));

    public static readonly TracePeriod Own = new("own", "From … to …", null);

    public static readonly IReadOnlyList<TracePeriod> All =
        [new("1h", "Last hour", TimeSpan.FromHours(1)), Day, new("7d", "Last 7 days", TimeSpan.FromDays(7)), new("30d", "Last 30 days", TimeSpan.FromDays(30)), Own];

    public static TracePeriod Of(string? name) => All.FirstOrDefault(p => p.Name == name) ?? Day;

    /// <summary>A typed time where the browser is; null for none, or for one that makes no sense or that a change of clocks leaves out.</summary>
    public static DateTimeOffset? Read(string? typed, TimeZoneInfo zone)
        => DateTime.TryParseExact(typed, [Typed, $"{Typed}:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && !zone.IsInvalidTime(local)
            ? new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime()
            : null;

    public static string Write(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone).ToString(Typed, CultureInfo.InvariantCulture);
}
