using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Omni.Web.Components.Shared;

public sealed partial class Popover
{
    private bool _isOpen;
    private ElementReference _button;

    /// <summary>The button's accessible name.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter]
    public string? Title { get; set; }

    /// <summary>What the button shows.</summary>
    [Parameter, EditorRequired]
    public required RenderFragment Face { get; set; }

    [Parameter, EditorRequired]
    public required RenderFragment ChildContent { get; set; }

    /// <summary><c>above</c> or <c>below</c> the button, where there is room for it.</summary>
    [Parameter]
    public string Side { get; set; } = "below";

    /// <summary>True to align the panel with the button's end instead of its start, where there is room for it.</summary>
    [Parameter]
    public bool AtEnd { get; set; }

    [Parameter]
    public string? Class { get; set; }

    [Parameter]
    public string ButtonClass { get; set; } = "bare";

    /// <summary>The panel is about to be shown.</summary>
    [Parameter]
    public EventCallback OnOpen { get; set; }

    public void Close() => _isOpen = false;

    private async Task ToggleAsync()
    {
        if (!_isOpen)
        {
            await OnOpen.InvokeAsync();
        }

        _isOpen = !_isOpen;
    }

    private async Task OnKeyAsync(KeyboardEventArgs key)
    {
        if (key.Key == "Escape" && _isOpen)
        {
            _isOpen = false;
            await _button.FocusAsync();
        }
    }
}
