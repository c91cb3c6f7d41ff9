// Keeps this node's lanes honest: renews the leases of what it works on, gives them back when it stops.
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Omni.Core.Data.Postgres;

namespace Omni.Core.Jobs;

public sealed partial class LaneKeeper(IEnumerable<Lanes> lanes, AcrossTenants across, Node node, TimeProvider clock, ILogger<LaneKeeper> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(lanes.Select(l => l.StopAsync(Patience)));
        await base.StopAsync(cancellationToken);

        try
        {
            await across.DropLeasesAsync(node.Id, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // They run out by themselves.
            LogNotDropped(exception);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Node.Lease / 3, clock);

        while (!stoppingToken.IsCancellationRequested && await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                // Only what runs: a lease that could not be given back must run out, or its conversation would be stuck.
                foreach (var (kind, running) in lanes.Select(l => (l.Kind, l.Running)).Where(l => l.Running is not []))
                {
                    await across.RenewLeasesAsync(node.Id, kind, running, clock.GetUtcNow() + Node.Lease, stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                LogNotRenewed(exception);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The leases of this node could not be renewed")]
    private partial void LogNotRenewed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The leases of this node could not be given back; they run out by themselves")]
    private partial void LogNotDropped(Exception exception);
}
