// Tells events within a tenth of a second: looks for due deliveries after anything changed on this node. What it misses is found by the sweep.
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Omni.Core.Data.Postgres;
using Omni.Core.Feed;
using Omni.Core.Jobs;

namespace Omni.Core.WebhookSubscriptions;

public sealed partial class WakeSubscriptions : BackgroundService
{
    private const int MostPerTenant = SubscriptionRules.MostPerTenant;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);
    private readonly SubscriptionLanes _lanes;
    private readonly AcrossTenants _across;
    private readonly TimeProvider _clock;
    private readonly ILogger<WakeSubscriptions> _logger;
    private bool _hasNews;

    public WakeSubscriptions(LiveFeed feed, SubscriptionLanes lanes, AcrossTenants across, TimeProvider clock, ILogger<WakeSubscriptions> logger)
    {
        (_lanes, _across, _clock, _logger) = (lanes, across, clock, logger);
        feed.Published += change =>
        {
            if (change.Kind is FeedKind.Conversation or FeedKind.Contact or FeedKind.Everything)
            {
                Volatile.Write(ref _hasNews, true);
            }
        };
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Gathering);

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);

                if (Interlocked.Exchange(ref _hasNews, false))
                {
                    (await _across.FindDueAsync(LaneKind.Webhook, _clock.GetUtcNow(), MostPerTenant, stoppingToken)).ForEach(_lanes.Wake);
                }
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

    [LoggerMessage(LogLevel.Warning, "Due webhooks could not be looked for; the sweep will find them")]
    private partial void LogNotWoken(Exception exception);
}
