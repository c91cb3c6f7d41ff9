// One open stream: asleep until something may have changed, and then at most ten readings a second.
using System.Diagnostics;

namespace Omni.Web.WebChat;

internal sealed class StreamPlace(Action<StreamPlace> free) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // Until the visitor has a thread, every change of the tenant may be its beginning, on another node.
    private static readonly TimeSpan PauseOfStranger = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _changed = new(0, 1);
    private readonly SemaphoreSlim _urgent = new(0, 1);
    private long _lastReading = Stopwatch.GetTimestamp();
    private int _isFree;

    /// <summary>True once the chat itself has changed: the page is to come again, if it still can.</summary>
    public bool IsOver { get; private set; }

    public void End()
    {
        IsOver = true;
        WakeAtOnce();
    }

    /// <summary>Something changed that may concern the visitor.</summary>
    public void Wake() => Raise(_changed);

    /// <summary>The visitor has just written.</summary>
    public void WakeAtOnce()
    {
        Raise(_urgent);
        Raise(_changed);
    }

    /// <summary>Waits for a change; false when <paramref name="patience"/> ran out.</summary>
    public async Task<bool> SleepAsync(TimeSpan patience, bool isStranger, CancellationToken cancellationToken)
    {
        var isWoken = await _changed.WaitAsync(patience, cancellationToken);
        var rest = (isStranger ? PauseOfStranger : Pause) - Stopwatch.GetElapsedTime(_lastReading);

        if (isWoken && rest > TimeSpan.Zero)
        {
            await _urgent.WaitAsync(rest, cancellationToken);
        }

        // What changes from here on wakes again; what changed until now is in the next reading.
        _changed.Wait(0, CancellationToken.None);
        _urgent.Wait(0, CancellationToken.None);
        _lastReading = Stopwatch.GetTimestamp();
        return isWoken;
    }

    // The semaphores are not disposed: a late wake must find them, and they hold nothing.
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isFree, 1) == 0)
        {
            free(this);
        }
    }

    private static void Raise(SemaphoreSlim semaphore)
    {
        try
        {
            semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is raised already.
        }
    }
}
