// An app with an owner who can sign in, for tests of pages.
using Microsoft.Playwright;

namespace Omni.Tests.Support;

public sealed class AdminApp : OmniApp
{
    private const string Email = "owner@omni.example";
    private const string Password = "correct horse battery";

    public AdminApp() => Furnish(Settings);

    /// <summary>For apps of another sort: the settings that make the owner.</summary>
    public static void Furnish(Dictionary<string, string> settings)
        => (settings["Omni:Bootstrap:AdminEmail"], settings["Omni:Bootstrap:AdminPassword"]) = (Email, Password);

    /// <summary>Signs the owner of tenant <c>default</c> in and opens a page of theirs.</summary>
    public static async Task OpenAsync(IPage page, string path)
    {
        await page.GotoAsync($"/login?returnUrl={Uri.EscapeDataString(path)}");
        await page.GetByLabel("E-mail").FillAsync(Email);
        await page.GetByLabel("Password").FillAsync(Password);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**{path}");
    }
}
