using Microsoft.Extensions.Logging;

namespace Omni.Core.Data.Postgres.Embedded;

// Looks after the server while Omni runs: dead, it is started again on the same port, with growing pauses while that fails.
internal sealed partial class Supervise(Postmaster postmaster, int port, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = Interval;
        try
        {
            while (true)
            {
                await Task.Delay(pause, time, cancellationToken);
                pause = postmaster.Running is not null || await RestartAsync(cancellationToken)
                    ? Interval
                    : TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Omni stops.
        }
    }

    private async Task<bool> RestartAsync(CancellationToken cancellationToken)
    {
        LogGone();
        try
        {
            await postmaster.StartAsync(port, cancellationToken);
            LogBack(port);
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            LogStillGone(failure);
            return false;
        }
    }

    [LoggerMessage(LogLevel.Error, "The private PostgreSQL has died; starting it again")]
    private partial void LogGone();

    [LoggerMessage(LogLevel.Information, "The private PostgreSQL is back on 127.0.0.1:{Port}")]
    private partial void LogBack(int port);

    [LoggerMessage(LogLevel.Error, "The private PostgreSQL does not start again; the next try follows")]
    private partial void LogStillGone(Exception failure);
}
