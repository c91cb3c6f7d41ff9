// A screen that follows the live feed: when something that it shows has changed, it reads and draws again.
using Microsoft.AspNetCore.Components;
using Omni.Core.Feed;
using Omni.Core.Tenancy;

namespace Omni.Web.Components.Shared;

/// <summary>Call <see cref="Follow(Func{FeedEvent, bool}, Func{Task})"/> before reading: a change between the two is then seen twice, never missed.</summary>
public abstract class LiveScreen : ReadingScreen
{
    private FeedWatch? _watch;

    [Inject] public required LiveFeed Feed { get; init; }

    [Inject] public required TenantContext Tenant { get; init; }

    public override void Dispose()
    {
        _watch?.Dispose();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>From now on.</summary>
    /// <param name="wants">Says which changes matter to the screen; <see cref="FeedKind.Everything"/> always does.</param>
    /// <param name="readAsync">Reads again, within the circuit; the screen is drawn afterwards.</param>
    protected void Follow(Func<FeedEvent, bool> wants, Func<Task> readAsync) => _watch = new(Feed, Tenant.Required, wants, _ => DrawAgainAsync(readAsync));

    /// <summary>For screens to which it matters what has changed.</summary>
    /// <param name="wants">As above.</param>
    /// <param name="showAsync">Reads and draws, within the circuit.</param>
    protected void Follow(Func<FeedEvent, bool> wants, Func<IReadOnlyCollection<FeedEvent>, Task> showAsync)
        => _watch = new(Feed, Tenant.Required, wants, changes => InCircuitAsync(() => showAsync(changes)));

    /// <summary>Reads and draws within the circuit; also for clocks.</summary>
    protected Task DrawAgainAsync(Func<Task> readAsync) => InCircuitAsync(async () =>
    {
        await readAsync();
        StateHasChanged();
    });

    // Nobody awaits it: what goes wrong shows in this circuit, unless its reader has left.
    private Task InCircuitAsync(Func<Task> workAsync) => InvokeAsync(async () =>
    {
        try
        {
            if (!HasLeft)
            {
                await workAsync();
            }
        }
        catch (Exception exception) when (HasLeft || exception is ObjectDisposedException)
        {
            // Also when the whole application goes down under an open page.
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    });
}
