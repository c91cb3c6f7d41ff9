// One headless Chromium for the whole run, started by whoever needs it first: starting one costs seconds, a fresh profile nothing.
using Microsoft.Playwright;
using Omni.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedBrowser))]

namespace Omni.Tests.Support;

/// <summary>The browser that OMNI_CHROMIUM names, else Debian's headless shell, which is Chromium without its windows; nothing is downloaded.</summary>
public sealed class SharedBrowser : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Started, and started again should it have gone down.</summary>
    public async Task<IBrowser> GetAsync()
    {
        await _one.WaitAsync();

        try
        {
            if (_browser is not { IsConnected: true })
            {
                _playwright ??= await Playwright.CreateAsync();
                Assertions.SetDefaultExpectTimeout(30_000);
                _browser = await LaunchAsync(_playwright);
            }

            return _browser;
        }
        finally
        {
            _one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _one.Dispose();
    }

    private static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        Headless = true,
        ExecutablePath = Environment.GetEnvironmentVariable("OMNI_CHROMIUM") is { Length: > 0 } given ? given : "/usr/bin/chromium-headless-shell",
        Args =
        [
            "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",

            // Each page lives for seconds: what optimises its scripts takes a sixth of the time of all tests of pages and is done when they leave.
            "--js-flags=--no-opt --no-maglev",
        ],
    });
}
