// Waits for what is stored: reads until it is as expected, for a minute at most unless told otherwise.
using System.Diagnostics;

namespace Omni.Tests.Support;

internal static class Eventually
{
    /// <summary>How long a busy machine may take; who is not kept waiting loses nothing by it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

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

            await Task.Delay(25);
        }
    }
}
