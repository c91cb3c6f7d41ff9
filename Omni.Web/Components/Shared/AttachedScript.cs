// The script of a component's own: fetched and attached once, and given back when the component leaves, which may be while it is still on its way.
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Omni.Web.Components.Shared;

/// <summary>The module exports <c>attach(component, …)</c>, which answers an object with <c>dispose</c> and whatever else the component calls.</summary>
/// <typeparam name="T">The component, for what the script invokes.</typeparam>
public sealed class AttachedScript<T>(string path) : IAsyncDisposable
    where T : ComponentBase
{
    private DotNetObjectReference<T>? _component;
    private bool _isAttaching;
    private bool _hasLeft;

    /// <summary>What <c>attach</c> answered; null before that, and after leaving.</summary>
    public IJSObjectReference? Attached { get; private set; }

    /// <summary>After every render; does something once.</summary>
    /// <param name="js">Of the circuit.</param>
    /// <param name="component">Whose script it is.</param>
    /// <param name="arguments">For <c>attach</c>, after the component.</param>
    public async Task AttachAsync(IJSRuntime js, T component, params object?[] arguments)
    {
        if (_isAttaching || Attached is not null || _hasLeft)
        {
            return;
        }

        _isAttaching = true;

        try
        {
            await using var module = await js.InvokeAsync<IJSObjectReference>("import", path);

            if (_hasLeft)
            {
                return;
            }

            _component ??= DotNetObjectReference.Create(component);
            var attached = await module.InvokeAsync<IJSObjectReference>("attach", [_component, .. arguments]);

            if (_hasLeft)
            {
                await GiveBackAsync(attached);
                return;
            }

            Attached = attached;
        }
        catch (Exception exception) when (exception is JSDisconnectedException or TaskCanceledException || (_hasLeft && exception is JSException or ObjectDisposedException))
        {
            // Nobody waits for it any more; or the tab is away, and the next render asks it again.
        }
        finally
        {
            _isAttaching = false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _hasLeft = true;
        _component?.Dispose();

        if (Attached is { } attached)
        {
            Attached = null;
            await GiveBackAsync(attached);
        }
    }

    private static async Task GiveBackAsync(IJSObjectReference attached)
    {
        try
        {
            await attached.InvokeVoidAsync("dispose");
            await attached.DisposeAsync();
        }
        catch (Exception exception) when (exception is JSDisconnectedException or TaskCanceledException)
        {
            // The tab is gone, and its listeners with it; or it is away, and did not answer in time.
        }
    }
}
