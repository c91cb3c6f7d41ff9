using System.Globalization;
using Omni.Core.Clocks;
using Omni.Core.Delivery.Scheduling;

namespace Omni.Tests.Delivery.Scheduling;

public sealed class OccurrenceTests
{
    [Theory]
    [InlineData(Recurrence.Daily, "Europe/London", "2027-03-26T09:00", "2027-03-26T09:00Z 2027-03-27T09:00Z 2027-03-28T08:00Z 2027-03-29T08:00Z")]
    [InlineData(Recurrence.Daily, "America/New_York", "2027-03-13T02:30", "2027-03-13T07:30Z 2027-03-14T07:30Z 2027-03-15T06:30Z")] // 02:30, 03:30 where there is none, 02:30
    [InlineData(Recurrence.Weekly, "America/New_York", "2027-10-31T09:00", "2027-10-31T13:00Z 2027-11-07T14:00Z 2027-11-14T14:00Z")]
    [InlineData(Recurrence.Monthly, "UTC", "2027-01-31T09:00", "2027-01-31T09:00Z 2027-02-28T09:00Z 2027-03-31T09:00Z 2027-04-30T09:00Z 2027-05-31T09:00Z")]
    [InlineData(Recurrence.Monthly, "UTC", "2028-01-30T09:00", "2028-01-30T09:00Z 2028-02-29T09:00Z 2028-03-30T09:00Z")]
    public void A_series_goes_by_the_clock_on_the_wall(Recurrence recurrence, string zoneName, string first, string expected)
    {
        var (zone, start) = (TimeZones.Find(zoneName)!, DateTime.Parse(first, CultureInfo.InvariantCulture));
        var times = new List<DateTimeOffset> { WallClock.At(start, zone) };
        var wanted = expected.Split(' ').Select(t => DateTimeOffset.Parse(t, CultureInfo.InvariantCulture)).ToList();

        while (times.Count < wanted.Count)
        {
            times.Add(Occurrences.NextAfter(start, zone, recurrence, times[^1]));
        }

        Assert.Equal(wanted, times);
        Assert.All(wanted, t => Assert.Equal(t, Occurrences.LastUntil(start, zone, recurrence, t)));
        Assert.All(wanted, t => Assert.Equal(t, Occurrences.LastUntil(start, zone, recurrence, t.AddHours(5))));
    }

    [Fact]
    public void After_a_year_away_the_next_one_and_the_last_one_are_found_at_once()
    {
        var start = new DateTime(2026, 12, 31, 9, 0, 0);
        var now = new DateTimeOffset(2028, 3, 1, 12, 0, 0, TimeSpan.Zero);

        Assert.Equal(new DateTimeOffset(2028, 3, 2, 9, 0, 0, TimeSpan.Zero), Occurrences.NextAfter(start, TimeZoneInfo.Utc, Recurrence.Daily, now));
        Assert.Equal(new DateTimeOffset(2028, 3, 31, 9, 0, 0, TimeSpan.Zero), Occurrences.NextAfter(start, TimeZoneInfo.Utc, Recurrence.Monthly, now));
        Assert.Equal(new DateTimeOffset(2028, 2, 29, 9, 0, 0, TimeSpan.Zero), Occurrences.LastUntil(start, TimeZoneInfo.Utc, Recurrence.Monthly, now));
    }

    [Theory]
    [InlineData("2027-01-31T09:00:00+02:00", "2027-01-31T07:00Z")]
    [InlineData("2027-01-31T09:00:00Z", "2027-01-31T09:00Z")]
    [InlineData("2027-01-31T09:00", "2027-01-31T07:00Z")]
    [InlineData("2027-07-31 09:00:30", "2027-07-31T06:00:30Z")]
    [InlineData("1801465200", "2027-02-01T07:00Z")]
    [InlineData("1801465200000", "2027-02-01T07:00Z")]
    [InlineData("tomorrow", null)]
    [InlineData("09:00", null)]
    [InlineData("2027-13-01T09:00", null)]
    [InlineData("9999-12-31T23:59:59-12:00", null)]
    [InlineData("", null)]
    public void Times_are_read_as_programs_write_them_and_without_an_offset_by_the_clock_on_the_wall(string text, string? expected)
    {
        var read = ScheduledTime.Read(text, TimeZones.Find("Asia/Jerusalem")!);

        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), read.Value?.At);
    }
}
