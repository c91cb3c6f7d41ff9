// Starts jobs that wait, and jobs whose node died. Every node has one; claims keep them apart.
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Omni.Core.Data.Postgres;

namespace Omni.Core.Jobs;

public sealed partial class JobRunner(AcrossTenants across, JobScope scopes, TimeProvider clock, ILogger<JobRunner> logger) : BackgroundService
{
    // Long work must not take a node's cores away from messages.
    private const int MostAtOnce = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Task> _running = [];
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Looks for jobs at once. Cheap, never blocks; waking twice is waking once.</summary>
    public void Wake() => _wakes.Writer.TryWrite(true);

    /// <summary>Stops between batches; any node goes on.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Task[] running;

        lock (_gate)
        {
            running = [.. _running.Values];
        }

        await Task.WhenAny(Task.WhenAll(running), Task.Delay(Patience, CancellationToken.None));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await _wakes.Reader.ReadAsync(stoppingToken);
                await StartDueAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // The job edge: the next sweep is seconds away.
                LogSweepFailed(exception);
            }
        }
    }

    private async Task StartDueAsync(CancellationToken stoppingToken)
    {
        foreach (var due in await across.FindDueJobsAsync(clock.GetUtcNow(), MostAtOnce * 10, stoppingToken))
        {
            lock (_gate)
            {
                if (_running.Count >= MostAtOnce)
                {
                    return;
                }

                if (!_running.ContainsKey(due.JobId))
                {
                    _running[due.JobId] = Task.Run(() => DriveAsync(due, stoppingToken), CancellationToken.None);
                }
            }
        }
    }

    private async Task DriveAsync(DueJob due, CancellationToken stoppingToken)
    {
        try
        {
            await using var scope = scopes.Enter(due.Tenant, due.TenantSlug);
            await scope.ServiceProvider.GetRequiredService<RunJob>().RunAsync(due.JobId, stoppingToken);

            // Another one may have waited for the place.
            Wake();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The job edge: its lease runs out, and the sweep finds it again.
            LogRunFailed(exception, due.JobId);
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove(due.JobId);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "The sweep for jobs failed")]
    private partial void LogSweepFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "Job {JobId} could not be run; the sweep will try again")]
    private partial void LogRunFailed(Exception exception, Guid jobId);
}
