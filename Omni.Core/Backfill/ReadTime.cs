// A time as databases and programs write it. Without an offset it is UTC.
using System.Globalization;

namespace Omni.Core.Backfill;

internal static class ReadTime
{
    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Null for what is no time: 2024-05-01T12:00:00Z, 2024-05-01 12:00:00.123+02, seconds or milliseconds since 1970, or an e-mail's date.</summary>
    public static DateTimeOffset? Of(string? text)
    {
        var written = text?.Trim() ?? "";

        if (long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var unix) || IsWholeNumber(written, out unix))
        {
            return written.Length is < 9 or > 16 ? null : Sensible(unix > 99_999_999_999 ? unix > 99_999_999_999_999 ? unix / 1000 : unix : unix * 1000);
        }

        // Years first only: whether 02/03 is in February or in March nobody can know.
        var begins = written.Length >= 10 && written[..4].All(char.IsAsciiDigit) && written[4] is '-' or '/';
        return (begins || written.Contains(',', StringComparison.Ordinal))
            && DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time >= Earliest
            ? time
            : null;
    }

    // 1714560000.25, as Python writes it.
    private static bool IsWholeNumber(string written, out long seconds)
    {
        seconds = 0;
        return written.Split('.') is [var whole, var part] && part.All(char.IsAsciiDigit) && long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }

    private static DateTimeOffset? Sensible(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) is var time && time >= Earliest ? time : null;
}
