// Stops asking a gateway that keeps failing: messages wait as they are, and one of them tries again after a while.
using System.Collections.Concurrent;
using Omni.Core.Channels;
using Polly;
using Polly.CircuitBreaker;

namespace Omni.Core.Delivery;

/// <summary>One circuit for each instance and the account it names at its gateway; of this node. Another tenant's instance, whatever it names, has its own.</summary>
public sealed class GatewayCircuits(TimeProvider clock)
{
    private const int MostKept = 10_000;
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<(Guid Instance, string? Url, string? Account), Circuit> _circuits = new();

    /// <summary>How long nothing should be sent there; null when it may be tried.</summary>
    public TimeSpan? Wait(ChannelConnection connection)
        => _circuits.GetValueOrDefault(KeyOf(connection)) is { State.CircuitState: CircuitState.Open, OpenUntil: var until } && until - clock.GetUtcNow() is var wait && wait > TimeSpan.Zero
            ? wait
            : null;

    /// <summary>Sends, and learns from how it ended. While the circuit is open nothing is sent, and the result says that it was not tried.</summary>
    public async Task<SendResult> RunAsync(ChannelConnection connection, Func<CancellationToken, Task<SendResult>> send, CancellationToken cancellationToken)
    {
        if (connection.GatewayUrl is null)
        {
            return await send(cancellationToken);
        }

        if (_circuits.Count >= MostKept)
        {
            _circuits.Clear();
        }

        var circuit = _circuits.GetOrAdd(KeyOf(connection), _ => new Circuit(clock));

        try
        {
            return await circuit.Pipeline.ExecuteAsync(async token => await send(token), cancellationToken);
        }
        catch (BrokenCircuitException exception)
        {
            return new SendResult.Unavailable("The gateway keeps failing, so Omni waits before it asks again.", exception.RetryAfter ?? TimeSpan.FromSeconds(2)) { WasTried = false };
        }
    }

    // With the address, so that one that was corrected is asked at once.
    private static (Guid Instance, string? Url, string? Account) KeyOf(ChannelConnection connection) => (connection.InstanceId, connection.GatewayUrl, connection.GatewayInstance);

    private sealed class Circuit
    {
        private long _openUntil;

        public Circuit(TimeProvider clock) => Pipeline = new ResiliencePipelineBuilder<SendResult> { TimeProvider = clock }
            .AddCircuitBreaker(new()
            {
                // Half of at least twenty within ten seconds; a gateway that only asks to slow down is not broken.
                FailureRatio = 0.5,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = Break,
                ShouldHandle = new PredicateBuilder<SendResult>().HandleResult(r => r is SendResult.Lost or SendResult.Unavailable { StatusCode: not 429 }),
                StateProvider = State,
                OnOpened = opened =>
                {
                    Interlocked.Exchange(ref _openUntil, (clock.GetUtcNow() + opened.BreakDuration).UtcTicks);
                    return default;
                },
            })
            .Build();

        public ResiliencePipeline<SendResult> Pipeline { get; }

        public CircuitBreakerStateProvider State { get; } = new();

        public DateTimeOffset OpenUntil => new(Interlocked.Read(ref _openUntil), TimeSpan.Zero);
    }
}
