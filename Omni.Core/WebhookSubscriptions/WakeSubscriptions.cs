// Tells events within a tenth of a second: looks for due deliveries after anything changed on this node. What it misses is found by the sweep.
using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Core.WebhookSubscriptions;

public sealed partial class WakeSubscriptions : BackgroundService
{
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    // Tenants who may have subscriptions: nothing is looked for on behalf of all others. One who deleted them stays until the next start, at the price of some looks.
    private readonly ConcurrentDictionary<TenantId, bool> _subscribers = new();
    private readonly SubscriptionLanes _lanes;
    private readonly AcrossTenants _across;
    private readonly TimeProvider _clock;
    private readonly ILogger<WakeSubscriptions> _logger;
    private bool _knowsSubscribers;

    public WakeSubscriptions(LiveFeed feed, SubscriptionLanes lanes, AcrossTenants across, TimeProvider clock, ILogger<WakeSubscriptions> logger)
    {
        (_lanes, _across, _clock, _logger) = (lanes, across, clock, logger);
        feed.Changed += Learn;
        feed.Published += Note;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _news.Reader.ReadAsync(stoppingToken);
                await Task.Delay(Gathering, stoppingToken);
                _news.Reader.TryRead(out _);
                await LearnAllAsync(stoppingToken);
                (await _across.FindDueEventsAsync(_clock.GetUtcNow(), stoppingToken)).ForEach(_lanes.Wake);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogNotWoken(exception);
            }
        }
    }

    private void Learn(FeedEvent change)
    {
        if (change.Kind is FeedKind.Webhook)
        {
            _subscribers.TryAdd(change.Tenant, true);
        }
        else if (change.Kind is FeedKind.Everything)
        {
            Volatile.Write(ref _knowsSubscribers, false);
        }
    }

    private void Note(FeedEvent change)
    {
        if (change.Kind is FeedKind.Conversation or FeedKind.Contact or FeedKind.Everything && (!Volatile.Read(ref _knowsSubscribers) || _subscribers.ContainsKey(change.Tenant)))
        {
            _news.Writer.TryWrite(true);
        }
    }

    private async Task LearnAllAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _knowsSubscribers))
        {
            return;
        }

        // Said before it is asked: what may have been missed while it was is asked for again.
        Volatile.Write(ref _knowsSubscribers, true);

        try
        {
            (await _across.FindSubscribersAsync(cancellationToken)).ForEach(t => _subscribers.TryAdd(t, true));
        }
        catch
        {
            Volatile.Write(ref _knowsSubscribers, false);
            throw;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Due webhooks could not be looked for; the sweep will find them")]
    private partial void LogNotWoken(Exception exception);
}
