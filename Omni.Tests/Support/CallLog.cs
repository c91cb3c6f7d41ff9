// What a fake was asked, in order, with a signal for whoever waits until there is enough of it.
namespace Omni.Tests.Support;

internal sealed class CallLog<TCall>
{
    private readonly Lock _lock = new();
    private readonly List<TCall> _calls = [];
    private readonly List<Waiter> _waiters = [];

    public IReadOnlyList<TCall> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _calls];
            }
        }
    }

    public void Add(TCall call)
    {
        lock (_lock)
        {
            _calls.Add(call);
            _waiters.RemoveAll(waiter => waiter.Counts(call) && --waiter.Missing <= 0 && waiter.Enough.TrySetResult());
        }
    }

    /// <summary>Returns the calls that count, at least <paramref name="count"/> of them.</summary>
    /// <exception cref="TimeoutException">Fewer came in time; the message says how many.</exception>
    public async Task<IReadOnlyList<TCall>> WaitAsync(Func<TCall, bool> counts, int count, TimeSpan timeout)
    {
        var waiter = new Waiter(counts);
        lock (_lock)
        {
            waiter.Missing = count - _calls.Count(counts);
            if (waiter.Missing > 0)
            {
                _waiters.Add(waiter);
            }
            else
            {
                waiter.Enough.SetResult();
            }
        }

        try
        {
            await waiter.Enough.Task.WaitAsync(timeout, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            lock (_lock)
            {
                _waiters.Remove(waiter);
            }

            throw new TimeoutException($"Waited {timeout.TotalSeconds:0.#} s for {count} calls, {All.Count(counts)} came.");
        }

        return [.. All.Where(counts)];
    }

    private sealed class Waiter(Func<TCall, bool> counts)
    {
        public Func<TCall, bool> Counts { get; } = counts;

        public int Missing { get; set; }

        public TaskCompletionSource Enough { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
