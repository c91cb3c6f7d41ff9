// Gives a database that is starting beside us, as in a compose file, half a minute to answer.
using Npgsql;

namespace Omni.Web.Hosting;

internal sealed partial class WaitForDatabase(IServiceProvider services, TimeProvider clock, ILogger<WaitForDatabase> logger)
{
    private const string Key = "ConnectionStrings:Omni";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <exception cref="StartException">It does not answer, or will not have us.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var source = Read();
        var began = clock.GetTimestamp();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);

        while (true)
        {
            var failure = await TryAsync(source, patience.Token);
            cancellationToken.ThrowIfCancellationRequested();

            if (failure is null)
            {
                return;
            }

            if (failure.IsFinal || patience.IsCancellationRequested || clock.GetElapsedTime(began) + Pause > Patience)
            {
                throw new StartException($"{Key}: the database {Describe(source)} cannot be used: {failure.Reason}");
            }

            LogWaiting(Describe(source), failure.Reason);
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private static async Task<Failure?> TryAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            return null;
        }
        catch (PostgresException exception)
        {
            return new(exception.Message, exception.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification);
        }
        catch (Exception exception) when (exception is NpgsqlException or System.Net.Sockets.SocketException)
        {
            return new(exception.InnerException is System.Net.Sockets.SocketException inner ? inner.Message : exception.Message, IsFinal: false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            return new("no answer", IsFinal: false);
        }
    }

    // What it says about a text that it cannot read may repeat a part of the password.
    private NpgsqlDataSource Read()
    {
        try
        {
            return services.GetRequiredService<NpgsqlDataSource>();
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException)
        {
            throw new StartException($"{Key} is no connection string: write Host=…;Port=5432;Database=…;Username=…;Password=…");
        }
    }

    private static string Describe(NpgsqlDataSource source)
    {
        var settings = new NpgsqlConnectionStringBuilder(source.ConnectionString);
        return $"{settings.Database ?? settings.Username} at {settings.Host}:{settings.Port}";
    }

    [LoggerMessage(LogLevel.Warning, "The database {Database} does not answer yet ({Reason}); trying again")]
    private partial void LogWaiting(string database, string reason);

    private sealed record Failure(string Reason, bool IsFinal);
}
