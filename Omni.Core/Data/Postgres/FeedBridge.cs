// Carries the live feed between nodes by NOTIFY: ids only, gathered for some milliseconds, never inside a business transaction.
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Omni.Core.Feed;
using Omni.Core.Jobs;

namespace Omni.Core.Data.Postgres;

public sealed partial class FeedBridge : BackgroundService
{
    private const string FeedChannel = "omni_feed";

    // A NOTIFY carries less than 8,000 bytes; one change takes 68.
    private const int MostPerNotice = 100;
    private const int MostWaiting = 10_000;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly Lock _gate = new();
    private readonly HashSet<FeedEvent> _waiting = [];
    private readonly LiveFeed _feed;
    private readonly NpgsqlDataSource _source;
    private readonly Node _node;
    private readonly ILogger<FeedBridge> _logger;

    public FeedBridge(LiveFeed feed, NpgsqlDataSource source, Node node, ILogger<FeedBridge> logger)
    {
        (_feed, _source, _node, _logger) = (feed, source, node, logger);
        feed.Published += Keep;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(ListenAsync(stoppingToken), TellAsync(stoppingToken));

    private void Keep(FeedEvent change)
    {
        lock (_gate)
        {
            if (_waiting.Count < MostWaiting)
            {
                _waiting.Add(change);
            }
        }

        _news.Writer.TryWrite(true);
    }

    private async Task TellAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _news.Reader.ReadAsync(stoppingToken);
            await Task.Delay(Gathering, stoppingToken);
            _news.Reader.TryRead(out _);
            FeedEvent[] changes;

            lock (_gate)
            {
                changes = [.. _waiting];
                _waiting.Clear();
            }

            try
            {
                foreach (var notice in changes.Chunk(MostPerNotice))
                {
                    await using var command = _source.CreateCommand("SELECT pg_notify($1, $2)");
                    command.Parameters.Add(new() { Value = FeedChannel });
                    command.Parameters.Add(new() { Value = FeedNotice.Write(_node.Id, notice) });
                    await command.ExecuteNonQueryAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Other nodes read everything again when their own connection comes back.
                LogNotTold(exception, changes.Length);
            }
        }
    }

    private async Task ListenAsync(CancellationToken stoppingToken)
    {
        for (var first = true; !stoppingToken.IsCancellationRequested; first = false)
        {
            try
            {
                await using var connection = await _source.OpenConnectionAsync(stoppingToken);
                connection.Notification += (_, notice) => Hear(notice.Payload);
                await using (var listen = new NpgsqlCommand($"LISTEN {FeedChannel}", connection))
                {
                    await listen.ExecuteNonQueryAsync(stoppingToken);
                }

                if (!first)
                {
                    _feed.DeliverEverything();
                }

                while (true)
                {
                    await connection.WaitAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogNotListening(exception);
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }
        }
    }

    private void Hear(string payload)
    {
        foreach (var change in FeedNotice.Read(_node.Id, payload))
        {
            _feed.Deliver(change);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Other nodes could not be told of {Count} changes")]
    private partial void LogNotTold(Exception exception, int count);

    [LoggerMessage(LogLevel.Warning, "The live feed lost its connection to the database and tries again")]
    private partial void LogNotListening(Exception exception);
}
