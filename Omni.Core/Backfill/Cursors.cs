using System.Globalization;

namespace Omni.Core.Backfill;

internal static class Cursors
{
    extension(string? cursor)
    {
        /// <summary>A place in an order by number; 0 at the beginning.</summary>
        public long AsNumber() => cursor is null ? 0 : long.Parse(cursor, CultureInfo.InvariantCulture);
    }

    extension(long number)
    {
        public string AsCursor() => number.ToString(CultureInfo.InvariantCulture);
    }
}
