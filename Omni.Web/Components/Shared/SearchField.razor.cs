using Microsoft.AspNetCore.Components;

namespace Omni.Web.Components.Shared;

public sealed partial class SearchField : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private int _number;

    /// <summary>For who cannot see the placeholder.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter]
    public string? Placeholder { get; set; }

    [Parameter]
    public string Value { get; set; } = "";

    [Parameter]
    public EventCallback<string> ValueChanged { get; set; }

    public void Dispose() => _number = -1;

    private async Task OnInputAsync(ChangeEventArgs change)
    {
        Value = change.Value?.ToString() ?? "";
        var number = ++_number;
        await Task.Delay(Pause);

        if (number == _number)
        {
            await ValueChanged.InvokeAsync(Value);
        }
    }
}
