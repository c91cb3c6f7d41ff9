// No click and no typed word is lost: a circuit takes what a browser says in the order in which it was said, also where it says that it has drawn something.
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.SignalR;

namespace Omni.Web.Components;

/// <summary>
/// The renderer keeps what an event belongs to until the browser has drawn what replaces it. But it takes the browser's word for that at once, on whatever thread it comes, while events
/// wait for their turn: when the word comes before the thread that sent the drawing has gone on (on a busy machine), events that the browser sent earlier are refused ("There is no
/// event handler associated with this event"). So the word waits for its turn here, too.
/// </summary>
internal sealed class AcknowledgeInTurn : IHubFilter
{
    // The names of the framework's hub; one that is renamed is passed on as it comes.
    private const string Drawn = "OnRenderCompleted";
    // A circuit is up with its first components, or when a browser comes back to it.
    private static readonly string[] Connecting = ["UpdateRootComponents", "StartCircuit", "ConnectCircuit", "ResumeCircuit"];
    private static readonly AsyncLocal<Turns?> BeingConnected = new();

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var items = invocationContext.Context.Items;
        var turns = items.TryGetValue(typeof(Turns), out var known) ? (Turns)known! : new();
        items[typeof(Turns)] = turns;

        if (invocationContext.HubMethodName == Drawn && turns.Circuit is { } circuit)
        {
            return await InTurnAsync(circuit, () => next(invocationContext));
        }

        if (Connecting.Contains(invocationContext.HubMethodName))
        {
            BeingConnected.Value = turns;
        }

        return await next(invocationContext);
    }

    private static Task<object?> InTurnAsync(SynchronizationContext circuit, Func<ValueTask<object?>> work)
    {
        var done = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        circuit.Post(
            async _ =>
            {
                try
                {
                    done.SetResult(await work());
                }
                catch (Exception exception)
                {
                    done.SetException(exception);
                }
            },
            null);
        return done.Task;
    }

    /// <summary>Says in whose turn a connection's words are taken; of each circuit one.</summary>
    internal sealed class Door : CircuitHandler
    {
        public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
        {
            BeingConnected.Value?.Circuit = SynchronizationContext.Current;
            return Task.CompletedTask;
        }
    }

    // Of one connection: where its circuit runs; null until it is there.
    private sealed class Turns
    {
        public SynchronizationContext? Circuit { get; set; }
    }
}
