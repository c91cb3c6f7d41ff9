// Looks every second at what comes next and fires each message on its second. Every node does; the rows decide who of them is first.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Omni.Core.Data.Postgres;
using Omni.Core.Jobs;

namespace Omni.Core.Delivery.Scheduling;

public sealed partial class FireOnTime(AcrossTenants across, JobScope scopes, TimeProvider clock, ILogger<FireOnTime> logger) : BackgroundService
{
    private const int MostPerTenant = 500;
    private const int MostTaken = 5_000;
    private const int MostAtOnce = 8;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Further than to the next look, so that what comes between two looks waits here for its moment.
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Timers go by a coarser clock than the time of day, and one that rings a few milliseconds early would leave the message to the next look.
    private const int MostRings = 3;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

    private readonly SemaphoreSlim _places = new(MostAtOnce);
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Task> _taken = [];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        Task[] taken;

        lock (_gate)
        {
            taken = [.. _taken.Values];
        }

        await Task.WhenAny(Task.WhenAll(taken), Task.Delay(Patience, CancellationToken.None));
    }

    public override void Dispose()
    {
        base.Dispose();
        _places.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, clock);

        try
        {
            do
            {
                await LookAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task LookAsync(CancellationToken stoppingToken)
    {
        try
        {
            var near = await across.FindDueSchedulesAsync(clock.GetUtcNow() + Ahead, MostPerTenant, stoppingToken);

            lock (_gate)
            {
                foreach (var due in near.Where(d => !_taken.ContainsKey(d.MessageId)).Take(MostTaken - _taken.Count).ToList())
                {
                    _taken[due.MessageId] = Task.Run(() => FireAsync(due, stoppingToken), CancellationToken.None);
                }
            }
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            // The job edge: the rows are still there at the next look.
            LogLookFailed(exception);
        }
    }

    private async Task FireAsync(DueSchedule due, CancellationToken stoppingToken)
    {
        try
        {
            for (var tries = 0; tries < MostRings && due.SendAt - clock.GetUtcNow() is var pause && pause > TimeSpan.Zero; tries++)
            {
                await Task.Delay(pause + Tick, stoppingToken);
            }

            await _places.WaitAsync(stoppingToken);

            try
            {
                await using var scope = scopes.Enter(due.Tenant, due.TenantSlug);
                await scope.ServiceProvider.GetRequiredService<FireSchedule>().RunAsync(due.MessageId, stoppingToken);
            }
            finally
            {
                _places.Release();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            // The job edge: what did not go is found again at the next look.
            LogNotFired(exception, due.MessageId);
        }
        finally
        {
            lock (_gate)
            {
                _taken.Remove(due.MessageId);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "What is scheduled could not be looked at; the next look is a second away")]
    private partial void LogLookFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "Scheduled message {MessageId} could not be sent on its way; it is tried again in a second")]
    private partial void LogNotFired(Exception exception, Guid messageId);
}
