// Waits for what is stored: reads until it is as expected, for a minute at most unless told otherwise.
using System.Diagnostics;

namespace Omni.Tests.Support;

internal static class Eventually
{
    /// <summary>How long a busy machine may take; who is not kept waiting loses nothing by it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Whoever waits long looks seldom: six classes that look without a break take the time that they wait for.
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(15);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    public static async Task<T> ReadAsync<T>(Func<Task<T>> read, Func<T, bool> expected, Func<T, string>? describe = null, TimeSpan? patience = null)
    {
        var watch = Stopwatch.StartNew();

        while (true)
        {
            var found = await read();

            if (expected(found))
            {
                return found;
            }

            if (watch.Elapsed > (patience ?? Patience))
            {
                throw new TimeoutException($"It did not become what was expected: {describe?.Invoke(found) ?? found?.ToString()}");
            }

            await Task.Delay(PauseAfter(watch.Elapsed));
        }
    }

    /// <summary>A fifth of what was waited so far, so that nobody waits much longer for looking less.</summary>
    public static TimeSpan PauseAfter(TimeSpan waited) => TimeSpan.FromTicks(Math.Clamp(waited.Ticks / 5, ShortestPause.Ticks, LongestPause.Ticks));
}
