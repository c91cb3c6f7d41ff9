using Microsoft.AspNetCore.Components;

namespace Omni.Web.Components.Shared;

public sealed partial class RelativeTime : IDisposable
{
    [Inject] public required BrowserClock Browser { get; init; }

    [Parameter, EditorRequired]
    public required DateTimeOffset At { get; set; }

    /// <summary>True for <c>5m</c> instead of <c>5 minutes ago</c>.</summary>
    [Parameter]
    public bool IsShort { get; set; }

    public void Dispose() => Browser.MinutePassed -= OnMinutePassed;

    protected override void OnInitialized() => Browser.MinutePassed += OnMinutePassed;

    private void OnMinutePassed() => _ = InvokeAsync(StateHasChanged);
}
