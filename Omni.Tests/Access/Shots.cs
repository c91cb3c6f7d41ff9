using Microsoft.Playwright;
using Omni.Tests.Support;

namespace Omni.Tests.Access;

internal static class Shots
{
    /// <summary>On a wide screen in light and dark, and on a phone.</summary>
    public static async Task TakeAsync(Visit visit, string name)
    {
        await visit.ShotAsync(name);
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await visit.ShotAsync($"{name}-dark");
        await visit.Page.SetViewportSizeAsync(390, 844);
        await visit.ShotAsync($"{name}-phone-dark");
        await visit.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await visit.ShotAsync($"{name}-phone");
        await visit.Page.SetViewportSizeAsync(1440, 900);
    }
}
