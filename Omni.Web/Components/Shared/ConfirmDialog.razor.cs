using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace Omni.Web.Components.Shared;

public sealed partial class ConfirmDialog : IDisposable
{
    private ElementReference _dialog;
    private Confirm.Question? _open;
    private string _typed = "";

    [Inject] public required Confirm Confirm { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    public void Dispose() => Confirm.Changed -= OnChanged;

    protected override void OnInitialized() => Confirm.Changed += OnChanged;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (Confirm.Asked is { } asked && asked != _open)
        {
            _open = asked;
            await Js.InvokeVoidAsync("omni.dialog.open", _dialog);
        }
    }

    private void OnChanged() => _ = InvokeAsync(() =>
    {
        _typed = "";
        StateHasChanged();
    });
}
