using Microsoft.Extensions.Logging;

namespace Omni.Core.Data.Postgres.Embedded;

// Gets a server that answers: the one a killed Omni left behind, or a new one. Says on which port.
internal sealed partial class BringUp(Cluster cluster, Postmaster postmaster, string password, ILogger logger, TimeProvider time)
{
    private const int Attempts = 6;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (await AdoptAsync(cancellationToken) is { } adopted)
        {
            return adopted;
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var port = await KeepPort.ChooseAsync(cluster, time, cancellationToken);
                await postmaster.StartAsync(port, cancellationToken);
                LogStarted(cluster.Home, port);
                return port;
            }
            catch (EmbeddedPostgresException) when (attempt < Attempts)
            {
                // Right after a kill -9 the last connections of the old server still hold its memory for a moment.
                await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), time, cancellationToken);
            }
        }
    }

    // One that is on its way down ends here too: it stops answering, is waited for, and a new one is started.
    private async Task<int?> AdoptAsync(CancellationToken cancellationToken)
    {
        var deadline = time.GetTimestamp();
        while (postmaster.Running is { } running)
        {
            if (await OpenDatabase.AnswersAsync(OpenDatabase.ConnectionString(running.Port, password), cancellationToken))
            {
                LogAdopted(running.ProcessId, running.Port);
                return running.Port;
            }

            if (time.GetElapsedTime(deadline) > TimeSpan.FromSeconds(15))
            {
                await postmaster.StopAsync(cancellationToken);
                break;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }

        return null;
    }

    [LoggerMessage(LogLevel.Information, "The private PostgreSQL in {Home} listens on 127.0.0.1:{Port}")]
    private partial void LogStarted(string home, int port);

    [LoggerMessage(LogLevel.Information, "Took over the private PostgreSQL that an earlier run left behind (process {ProcessId}, port {Port})")]
    private partial void LogAdopted(int processId, int port);
}
