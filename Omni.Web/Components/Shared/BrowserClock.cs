// The browser's time zone and habits, asked for once per circuit, and times written by them.
using System.Globalization;
using Microsoft.JSInterop;
using Omni.Core.Clocks;

namespace Omni.Web.Components.Shared;

public sealed class BrowserClock(IJSRuntime js, TimeProvider clock) : IDisposable
{
    private Task<Answer>? _asking;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private ITimer? _timer;
    private bool _hasTwelveHours;

    /// <summary>Raised every minute on a thread of its own, so that relative times stay true.</summary>
    public event Action? MinutePassed;

    public bool IsKnown { get; private set; }

    /// <summary>Where the browser is.</summary>
    public TimeZoneInfo Zone => _zone;

    public async Task AskAsync()
    {
        var answer = await (_asking ??= js.InvokeAsync<Answer>("omni.browser").AsTask());
        _zone = TimeZones.Find(answer.Zone) ?? TimeZoneInfo.Utc;
        _hasTwelveHours = CultureOf(answer.Locale).DateTimeFormat.ShortTimePattern.Contains('h', StringComparison.Ordinal);
        _timer ??= clock.CreateTimer(_ => MinutePassed?.Invoke(), null, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
        IsKnown = true;
    }

    public async Task<string> ThemeAsync()
    {
        await AskAsync();
        return (await _asking!).Theme;
    }

    public async Task<bool> IsRailPinnedAsync()
    {
        await AskAsync();
        return (await _asking!).RailPinned;
    }

    public DateOnly Day(DateTimeOffset at) => DateOnly.FromDateTime(Local(at).DateTime);

    /// <summary>The time of day: <c>14:03</c>, or <c>2:03 PM</c> where people say so.</summary>
    public string Time(DateTimeOffset at) => Local(at).ToString(_hasTwelveHours ? "h:mm tt" : "HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The time of day to the thousandth of a second: <c>14:03:07.250</c>.</summary>
    public string Precise(DateTimeOffset at) => Local(at).ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    /// <summary>Day and time to the second, with the zone.</summary>
    public string Exact(DateTimeOffset at)
        => Local(at).ToString(_hasTwelveHours ? "dddd, d MMMM yyyy, h:mm:ss tt" : "dddd, d MMMM yyyy, HH:mm:ss", CultureInfo.InvariantCulture) + $" ({_zone.Id})";

    /// <summary><c>Today</c>, <c>Yesterday</c>, <c>Monday</c>, <c>3 November</c>, <c>3 November 2025</c>.</summary>
    public string DayInWords(DateOnly day)
    {
        var today = Day(clock.GetUtcNow());
        return (today.DayNumber - day.DayNumber) switch
        {
            0 => "Today",
            1 => "Yesterday",
            > 1 and < 7 => day.ToString("dddd", CultureInfo.InvariantCulture),
            _ => day.ToString(day.Year == today.Year ? "d MMMM" : "d MMMM yyyy", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Of what is to come: <c>Today at 14:03</c>, <c>Tomorrow at 09:00</c>, <c>Monday, 30 November at 09:00</c>.</summary>
    public string Upcoming(DateTimeOffset at)
    {
        var (day, today) = (Day(at), Day(clock.GetUtcNow()));
        var words = (day.DayNumber - today.DayNumber) switch
        {
            0 => "Today",
            1 => "Tomorrow",
            _ => day.ToString(day.Year == today.Year ? "dddd, d MMMM" : "dddd, d MMMM yyyy", CultureInfo.InvariantCulture),
        };
        return $"{words} at {Time(at)}";
    }

    /// <summary>As lists say it: the time today, else <c>Yesterday</c>, <c>Mon</c>, <c>3 Nov</c>.</summary>
    public string InList(DateTimeOffset at)
    {
        var (day, today) = (Day(at), Day(clock.GetUtcNow()));
        return (today.DayNumber - day.DayNumber) switch
        {
            <= 0 => Time(at),
            1 => "Yesterday",
            < 7 => day.ToString("ddd", CultureInfo.InvariantCulture),
            _ => day.ToString(day.Year == today.Year ? "d MMM" : "d MMM yyyy", CultureInfo.InvariantCulture),
        };
    }

    public string Relative(DateTimeOffset at, bool isShort)
    {
        var past = clock.GetUtcNow() - at;
        var (count, unit) = past switch
        {
            { TotalMinutes: < 1 } => (0, ""),
            { TotalHours: < 1 } => ((int)past.TotalMinutes, "minute"),
            { TotalDays: < 1 } => ((int)past.TotalHours, "hour"),
            { TotalDays: < 7 } => ((int)past.TotalDays, "day"),
            _ => (-1, ""),
        };
        return count switch
        {
            < 0 => InList(at),
            0 => isShort ? "now" : "just now",
            _ => isShort ? $"{count}{unit[0]}" : $"{count} {unit}{(count == 1 ? "" : "s")} ago",
        };
    }

    public void Dispose() => _timer?.Dispose();

    private static CultureInfo CultureOf(string locale)
    {
        try
        {
            return CultureInfo.GetCultureInfo(locale);
        }
        catch (CultureNotFoundException)
        {
            return CultureInfo.InvariantCulture;
        }
    }

    private DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, _zone);

    private sealed record Answer(string Zone, string Locale, string Theme, bool RailPinned);
}
