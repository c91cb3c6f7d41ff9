// Gathers what the live feed tells and hands it to a screen in batches, at most one per 100 ms.
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Web.Components.Shared;

/// <summary>A screen makes one before it reads, and disposes it when it leaves.</summary>
public sealed class FeedWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _gate = new();
    private readonly Func<IReadOnlyCollection<FeedEvent>, Task> _refresh;
    private readonly IDisposable _subscription;
    private HashSet<FeedEvent> _waiting = [];
    private bool _isRunning;
    private bool _isDisposed;

    /// <param name="feed">The feed to listen to.</param>
    /// <param name="tenant">Whose.</param>
    /// <param name="wants">Says which events matter to the screen; <see cref="FeedKind.Everything"/> always does.</param>
    /// <param name="refresh">Runs outside the circuit; a screen enters it by <see cref="LiveScreen"/>.</param>
    public FeedWatch(LiveFeed feed, TenantId tenant, Func<FeedEvent, bool> wants, Func<IReadOnlyCollection<FeedEvent>, Task> refresh)
    {
        _refresh = refresh;
        _subscription = feed.Subscribe(tenant, change =>
        {
            if (change.Kind is FeedKind.Everything || wants(change))
            {
                Note(change);
            }
        });
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
        }

        _subscription.Dispose();
    }

    private void Note(FeedEvent change)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _waiting.Add(change);

            if (!_isRunning)
            {
                _isRunning = true;
                _ = Task.Run(RunAsync);
            }
        }
    }

    private async Task RunAsync()
    {
        while (TakeBatch() is { } batch)
        {
            try
            {
                await _refresh(batch);
            }
            catch (ObjectDisposedException)
            {
                // The screen left while it was being told.
            }

            await Task.Delay(Pause);
        }
    }

    private HashSet<FeedEvent>? TakeBatch()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 || _isDisposed)
            {
                _isRunning = false;
                return null;
            }

            var batch = _waiting;
            _waiting = [];
            return batch;
        }
    }
}
