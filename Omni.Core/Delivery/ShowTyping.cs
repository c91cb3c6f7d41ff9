// Shows the customer that an answer is being written, for as long as an agent works.
using Microsoft.Extensions.Logging;
using Omni.Core.Channels;

namespace Omni.Core.Delivery;

public sealed partial class ShowTyping(OpenConnection connections, ChannelDirectory channels, TimeProvider clock, ILogger<ShowTyping> logger)
{
    // A quick answer needs no sign, and an agent that hangs must not be a promise for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <summary>Begins soon, ends when the answer is disposed of. Neither delays nor fails whoever asked.</summary>
    public IAsyncDisposable Start(Guid instanceId, string address)
    {
        var ends = new CancellationTokenSource(Longest, clock);
        return new Sign(ends, RunAsync(instanceId, address, ends.Token));
    }

    private async Task RunAsync(Guid instanceId, string address, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(Patience, clock, cancellationToken);

            if (await connections.RunAsync(instanceId, cancellationToken) is { Instance.IsActive: true } open && channels.Find(open.Instance.Channel) is { } channel)
            {
                await channel.ShowTypingAsync(address, open.Connection, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The answer is there.
        }
        catch (Exception exception)
        {
            LogNotShown(exception, instanceId);
        }
    }

    [LoggerMessage(LogLevel.Debug, "Instance {InstanceId} could not show that an answer is being written")]
    private partial void LogNotShown(Exception exception, Guid instanceId);

    private sealed class Sign(CancellationTokenSource ends, Task shown) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await ends.CancelAsync();
            await shown;
            ends.Dispose();
        }
    }
}
