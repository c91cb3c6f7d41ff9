using System.Globalization;
using Omni.Core.Clocks;

namespace Omni.Tests.Clocks;

public sealed class WallClockTests
{
    [Theory]
    [InlineData("Europe/London", "2027-01-15T09:00", "2027-01-15T09:00Z")]
    [InlineData("Europe/London", "2027-07-15T09:00", "2027-07-15T08:00Z")]
    [InlineData("America/New_York", "2027-03-14T02:30", "2027-03-14T07:30Z")] // skipped: 03:30 in summer
    [InlineData("America/New_York", "2027-03-14T03:00", "2027-03-14T07:00Z")]
    [InlineData("America/New_York", "2027-11-07T01:30", "2027-11-07T05:30Z")] // comes twice: the first, still in summer
    [InlineData("America/New_York", "2027-11-07T02:00", "2027-11-07T07:00Z")]
    [InlineData("Asia/Jerusalem", "2027-03-26T02:15", "2027-03-26T00:15Z")] // skipped
    [InlineData("Asia/Jerusalem", "2027-10-31T01:30", "2027-10-30T22:30Z")] // twice
    [InlineData("Australia/Lord_Howe", "2027-10-03T02:10", "2027-10-02T15:40Z")] // half an hour is skipped
    [InlineData("Europe/Dublin", "2027-03-28T01:30", "2027-03-28T01:30Z")] // skipped, where winter is the exception
    [InlineData("Europe/Dublin", "2027-10-31T01:30", "2027-10-31T00:30Z")]
    [InlineData("Asia/Kathmandu", "2027-05-01T09:00", "2027-05-01T03:15Z")]
    [InlineData("UTC", "2027-05-01T09:00", "2027-05-01T09:00Z")]
    public void What_the_clock_on_the_wall_says_is_one_instant(string zone, string local, string instant)
        => Assert.Equal(
            DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture),
            WallClock.At(DateTime.Parse(local, CultureInfo.InvariantCulture), TimeZones.Find(zone)!));

    [Theory]
    [InlineData("Asia/Jerusalem", true)]
    [InlineData("America/Argentina/Buenos_Aires", true)]
    [InlineData("UTC", true)]
    [InlineData("Mars/Olympus_Mons", false)]
    [InlineData("W. Europe Standard Time", false)]
    [InlineData("/dev/zero", false)]
    [InlineData("../../../dev/zero", false)]
    [InlineData("Europe/Berlin\n", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_names_of_zones_are_zones(string? name, bool isZone) => Assert.Equal(isZone, TimeZones.Find(name) is not null);
}
