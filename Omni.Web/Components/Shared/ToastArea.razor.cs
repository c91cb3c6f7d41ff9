using Microsoft.AspNetCore.Components;

namespace Omni.Web.Components.Shared;

public sealed partial class ToastArea : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HashSet<Toasts.Toast> _timed = [];

    [Inject] public required Toasts Toasts { get; init; }

    /// <summary>True to stand at the head of what is around it, false at the foot of the page.</summary>
    [Parameter]
    public bool AtTop { get; set; }

    public void Dispose()
    {
        Toasts.Changed -= OnChanged;
        Toasts.Leave(this);
    }

    protected override void OnInitialized()
    {
        Toasts.Changed += OnChanged;
        Toasts.Enter(this);
    }

    private void OnChanged() => _ = InvokeAsync(() =>
    {
        // Bad news stays until it is dismissed.
        foreach (var toast in Toasts.Shown.Where(t => !t.IsBad && _timed.Add(t)).ToList())
        {
            _ = RemoveLaterAsync(toast);
        }

        StateHasChanged();
    });

    private async Task RemoveLaterAsync(Toasts.Toast toast)
    {
        await Task.Delay(Patience);
        _timed.Remove(toast);
        Toasts.Remove(toast);
    }
}
