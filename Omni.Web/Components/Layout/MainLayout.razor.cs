using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Layout;

public sealed partial class MainLayout : IDisposable
{
    // The first segment of the address: another page gets a fresh error boundary, another conversation keeps its page.
    private string _page = "";

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required NavigationManager Navigation { get; init; }

    public void Dispose() => Navigation.LocationChanged -= OnLocationChanged;

    protected override async Task OnInitializedAsync()
    {
        Navigation.LocationChanged += OnLocationChanged;
        _page = FirstSegment(Navigation.Uri);

        // Pages write times, so they wait for the browser to say where it is: one round trip, once per circuit.
        await Browser.AskAsync();
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs change)
    {
        _page = FirstSegment(change.Location);
        _ = InvokeAsync(StateHasChanged);
    }

    private string FirstSegment(string uri) => Navigation.ToBaseRelativePath(uri).Split('/', '?', '#')[0];
}
