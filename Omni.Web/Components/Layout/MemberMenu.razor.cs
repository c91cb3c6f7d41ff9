using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Layout;

public sealed partial class MemberMenu
{
    private static readonly (string Key, string Label, string Icon)[] Themes =
        [("light", "Light", "sun"), ("dark", "Dark", "moon"), ("system", "System", "screen")];

    private string _theme = "system";

    [Inject] public required BrowserClock Browser { get; init; }

    [Inject] public required IJSRuntime Js { get; init; }

    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Parameter]
    public string? Email { get; set; }

    protected override async Task OnInitializedAsync() => _theme = await Browser.ThemeAsync();

    private async Task ChooseAsync(string theme)
    {
        _theme = theme;
        await Js.InvokeVoidAsync("omni.theme.set", theme);
    }
}
