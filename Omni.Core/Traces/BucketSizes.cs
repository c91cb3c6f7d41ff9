// Into how large parts a time is cut, so that a chart has enough of them and not too many.
namespace Omni.Core.Traces;

public static class BucketSizes
{
    private const int Most = 96;

    private static readonly TimeSpan[] Sizes =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(3),
        TimeSpan.FromHours(6), TimeSpan.FromHours(12), TimeSpan.FromDays(1), TimeSpan.FromDays(7), TimeSpan.FromDays(30), TimeSpan.FromDays(365),
    ];

    public static TimeSpan For(TimeSpan time) => Sizes.First(s => time / s <= Most || s == Sizes[^1]);

    /// <summary>When the part begins that holds this time, counted from an origin, forward or back.</summary>
    public static DateTimeOffset Begin(DateTimeOffset at, TimeSpan size, DateTimeOffset origin)
    {
        var parts = (long)Math.Floor((at - origin) / size);
        return origin + (size * parts);
    }
}
