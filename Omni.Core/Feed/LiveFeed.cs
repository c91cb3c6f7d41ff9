// Tells open screens of a tenant what changed: those of this node at once, those of other nodes through FeedBridge.
using Microsoft.Extensions.Logging;
using Omni.Core.Tenancy;

namespace Omni.Core.Feed;

public sealed partial class LiveFeed(ILogger<LiveFeed> logger)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TenantId, List<Action<FeedEvent>>> _listeners = [];

    /// <summary>Raised for what this node published, for the bridge to other nodes.</summary>
    internal event Action<FeedEvent>? Published;

    /// <summary>Raised for every change, of this node and of others, for caches that hold what changes.</summary>
    internal event Action<FeedEvent>? Changed;

    /// <summary>Listens to one tenant until disposed. The listener must return at once: it notes the event and works elsewhere.</summary>
    public IDisposable Subscribe(TenantId tenant, Action<FeedEvent> listener)
    {
        lock (_gate)
        {
            if (!_listeners.TryGetValue(tenant, out var listeners))
            {
                _listeners[tenant] = listeners = [];
            }

            listeners.Add(listener);
        }

        return new Subscription(() => Remove(tenant, listener));
    }

    /// <summary>Publishes after the commit.</summary>
    public void Publish(FeedEvent change)
    {
        Deliver(change);
        Published?.Invoke(change);
    }

    /// <summary>Publishes what another node told.</summary>
    internal void Deliver(FeedEvent change)
    {
        Changed?.Invoke(change);
        Action<FeedEvent>[] listeners;

        lock (_gate)
        {
            listeners = _listeners.TryGetValue(change.Tenant, out var found) ? [.. found] : [];
        }

        foreach (var listener in listeners)
        {
            try
            {
                listener(change);
            }
            catch (Exception exception)
            {
                // One broken screen must not keep the others, or the publisher, from going on.
                LogListenerFailed(exception, change.Kind);
            }
        }
    }

    /// <summary>Tells every listener of every tenant that it may have missed something.</summary>
    internal void DeliverEverything()
    {
        Changed?.Invoke(new(default, FeedKind.Everything, Guid.Empty));
        TenantId[] tenants;

        lock (_gate)
        {
            tenants = [.. _listeners.Keys];
        }

        foreach (var tenant in tenants)
        {
            Deliver(new(tenant, FeedKind.Everything, Guid.Empty));
        }
    }

    private void Remove(TenantId tenant, Action<FeedEvent> listener)
    {
        lock (_gate)
        {
            if (_listeners.TryGetValue(tenant, out var listeners) && listeners.Remove(listener) && listeners.Count == 0)
            {
                _listeners.Remove(tenant);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "A listener failed on {Kind}")]
    private partial void LogListenerFailed(Exception exception, FeedKind kind);

    private sealed class Subscription(Action unsubscribe) : IDisposable
    {
        public void Dispose() => unsubscribe();
    }
}
