// One lane per conversation (or, for webhooks, per subscription): its work runs one piece after another, many conversations at once, tenants in turn.
using Microsoft.Extensions.Logging;
using Omni.Core.Data.Postgres;
using Omni.Core.Tenancy;

namespace Omni.Core.Jobs;

/// <summary>
/// A queue in memory that only makes things quick: what is lost here is found again by the sweep over the rows.
/// No tenant may hold more than a quarter of the lanes while others wait, so that one hanging agent hinders its own tenant only.
/// </summary>
public abstract partial class Lanes : IAsyncDisposable
{
    private const int MostWaiting = 100_000;

    // A flood of one tenant must not keep others from being noted at all; the sweep brings the rest of it in time.
    private const int MostWaitingPerTenant = MostWaiting / 4;

    // Longer pauses are left to the sweep, so that timers do not pile up while a gateway is away.
    private static readonly TimeSpan LongestNap = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, LaneState> _states = [];
    private readonly Dictionary<TenantId, TenantQueue> _tenants = [];
    private readonly Queue<TenantQueue> _turns = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stopped;
    private readonly int _lanes;
    private readonly int _lanesPerTenant;
    private readonly ILogger _logger;
    private int _running;
    private bool _isDisposed;

    protected Lanes(int lanes, ILogger logger)
    {
        _lanes = lanes;
        _lanesPerTenant = Math.Max(1, lanes / 4);
        _logger = logger;
        _stopped = _stopping.Token;
    }

    /// <summary>Which work these lanes do; the sweep wakes them by it.</summary>
    public abstract LaneKind Kind { get; }

    private enum LaneState
    {
        Waiting,
        Running,
        RunningAndWoken,
    }

    /// <summary>The conversations that are worked on at this moment.</summary>
    public Guid[] Running
    {
        get
        {
            lock (_gate)
            {
                return [.. _states.Where(s => s.Value is not LaneState.Waiting).Select(s => s.Key)];
            }
        }
    }

    /// <summary>Says that a conversation has work. Cheap, never blocks; waking twice is waking once.</summary>
    public void Wake(DueConversation due)
    {
        lock (_gate)
        {
            if (_stopped.IsCancellationRequested)
            {
                return;
            }

            if (_states.TryGetValue(due.ConversationId, out var state))
            {
                if (state is LaneState.Running)
                {
                    _states[due.ConversationId] = LaneState.RunningAndWoken;
                }

                return;
            }

            if (_states.Count >= MostWaiting || (_tenants.TryGetValue(due.Tenant, out var queue) && queue.Waiting.Count >= MostWaitingPerTenant))
            {
                return;
            }

            _states[due.ConversationId] = LaneState.Waiting;
            Enqueue(due);
            StartWaiting();
        }
    }

    /// <summary>Wakes a conversation a little later. Lost when Omni stops, like every wake; the sweep finds the row.</summary>
    public void WakeAfter(DueConversation due, TimeSpan pause)
    {
        if (pause <= LongestNap)
        {
            _ = Task.Delay(pause, _stopped).ContinueWith(_ => Wake(due), _stopped, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Registered under two types, so that the container disposes it twice.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        // The source of stopping is not disposed: a host that stops twice at once stops these lanes after the container let go of them.
        await StopAsync(TimeSpan.FromSeconds(10));
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes no more work, and waits for what runs.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        await _stopping.CancelAsync();
        using var timeout = new CancellationTokenSource(patience);

        while (Volatile.Read(ref _running) > 0 && !timeout.IsCancellationRequested)
        {
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>Works off what is due in one conversation. Safe to run when nothing is.</summary>
    protected abstract Task RunAsync(DueConversation due, CancellationToken cancellationToken);

    private void Enqueue(DueConversation due)
    {
        if (!_tenants.TryGetValue(due.Tenant, out var queue))
        {
            _tenants[due.Tenant] = queue = new(due.Tenant);
        }

        queue.Waiting.Enqueue(due);

        if (!queue.IsInTurn)
        {
            queue.IsInTurn = true;
            _turns.Enqueue(queue);
        }
    }

    // Tenants take turns; one that holds its share already waits until a lane of its own is free.
    private void StartWaiting()
    {
        while (_running < _lanes && _turns.TryDequeue(out var queue))
        {
            if (queue.Running < _lanesPerTenant && queue.Waiting.TryDequeue(out var due))
            {
                queue.Running++;
                _running++;
                _states[due.ConversationId] = LaneState.Running;
                _ = Task.Run(() => DriveAsync(queue, due));
            }

            queue.IsInTurn = queue.Waiting.Count > 0 && queue.Running < _lanesPerTenant;

            if (queue.IsInTurn)
            {
                _turns.Enqueue(queue);
            }
        }
    }

    private async Task DriveAsync(TenantQueue queue, DueConversation due)
    {
        try
        {
            await RunAsync(due, _stopped);
        }
        catch (OperationCanceledException) when (_stopped.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            // The job edge: the row is still due, and the sweep wakes it again.
            LogRunFailed(_logger, exception, due.ConversationId);
        }
        finally
        {
            lock (_gate)
            {
                Finish(queue, due);
            }
        }
    }

    private void Finish(TenantQueue queue, DueConversation due)
    {
        queue.Running--;
        _running--;

        if (_states[due.ConversationId] is LaneState.RunningAndWoken && !_stopped.IsCancellationRequested)
        {
            _states[due.ConversationId] = LaneState.Waiting;
            queue.Waiting.Enqueue(due);
        }
        else
        {
            _states.Remove(due.ConversationId);
        }

        if (queue.Waiting.Count > 0 && !queue.IsInTurn)
        {
            queue.IsInTurn = true;
            _turns.Enqueue(queue);
        }
        else if (queue.Waiting.Count == 0 && queue.Running == 0)
        {
            _tenants.Remove(queue.Tenant);
        }

        if (!_stopped.IsCancellationRequested)
        {
            StartWaiting();
        }
    }

    [LoggerMessage(LogLevel.Error, "Work on conversation {ConversationId} failed; the sweep will try again")]
    private static partial void LogRunFailed(ILogger logger, Exception exception, Guid conversationId);

    private sealed class TenantQueue(TenantId tenant)
    {
        public TenantId Tenant => tenant;

        public Queue<DueConversation> Waiting { get; } = new();

        public int Running { get; set; }

        public bool IsInTurn { get; set; }
    }
}
