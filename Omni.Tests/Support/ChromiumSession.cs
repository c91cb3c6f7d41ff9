// One headless Chromium for a class of tests; every visit is a fresh profile.
using Microsoft.Playwright;

namespace Omni.Tests.Support;

/// <summary>Uses the browser that OMNI_CHROMIUM names, else /usr/bin/chromium; nothing is downloaded.</summary>
public sealed class ChromiumSession : IAsyncLifetime
{
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new()
        {
            Headless = true,
            ExecutablePath = Environment.GetEnvironmentVariable("OMNI_CHROMIUM") is { Length: > 0 } given ? given : "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <param name="baseUrl">What relative addresses start from; nothing is opened yet.</param>
    public async Task<Visit> NewVisitAsync(string baseUrl, int width = 1440, int height = 900, bool dark = false, string locale = "en-GB")
    {
        var context = await _browser!.NewContextAsync(new()
        {
            BaseURL = baseUrl,
            ViewportSize = new() { Width = width, Height = height },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale,
            TimezoneId = "Europe/London",
        });
        await context.Tracing.StartAsync(new() { Screenshots = true, Snapshots = true });
        return new Visit(await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }
}
