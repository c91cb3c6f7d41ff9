// Visits to a page, each in a fresh profile of the browser that all tests share.
using Microsoft.Playwright;

namespace Omni.Tests.Support;

public sealed class ChromiumSession(SharedBrowser shared)
{
    /// <param name="baseUrl">What relative addresses start from; nothing is opened yet.</param>
    public async Task<Visit> NewVisitAsync(string baseUrl, int width = 1440, int height = 900, bool dark = false, string locale = "en-GB")
    {
        var browser = await shared.GetAsync();
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = baseUrl,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale,
            TimezoneId = "Europe/London",
        });

        // What was done, asked for and logged. How the page stood in the end lies beside it; how it stood at every step, or a film, would cost as much as the test.
        await context.Tracing.StartAsync(new());
        return new Visit(await context.NewPageAsync());
    }
}
