// One browser profile with one page, traced from the start.
using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Omni.Tests.Support;

public sealed class Visit : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _consoleErrors = new();

    public Visit(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _consoleErrors.Enqueue($"{message.Text} ({message.Location})");
            }
        };
        page.PageError += (_, error) => _consoleErrors.Enqueue(error);
    }

    public IPage Page { get; }

    /// <summary>What the page wrote to the console as errors, refused requests and uncaught exceptions among them.</summary>
    public IReadOnlyList<string> ConsoleErrors => [.. _consoleErrors];

    /// <summary>Keeps a picture of what is seen where OMNI_SHOTS names a folder, for people to look at; else nothing.</summary>
    public async Task ShotAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("OMNI_SHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), Animations = ScreenshotAnimations.Disabled });
        }
    }

    /// <summary>Fails when one thing lies on another.</summary>
    public static async Task AssertApartAsync(ILocator one, ILocator other)
    {
        var (a, b) = ((await one.BoundingBoxAsync())!, (await other.BoundingBoxAsync())!);
        Assert.True(
            a.X + a.Width <= b.X || b.X + b.Width <= a.X || a.Y + a.Height <= b.Y || b.Y + b.Height <= a.Y,
            $"{one} at {a.X},{a.Y} ({a.Width} × {a.Height}) lies on {other} at {b.X},{b.Y} ({b.Width} × {b.Height}).");
    }

    public async ValueTask DisposeAsync()
    {
        if (FailedTestTraces.MayBeNeeded)
        {
            var file = FailedTestTraces.NewFile();
            await KeepPageAsync(Path.ChangeExtension(file, ".html"));
            await Page.Context.Tracing.StopAsync(new() { Path = file });
            FailedTestTraces.Offer(file);
        }
        else
        {
            await Page.Context.Tracing.StopAsync();
        }

        await Page.Context.DisposeAsync();
    }

    // A page may be on its way to another one, or gone.
    private async Task KeepPageAsync(string file)
    {
        try
        {
            await File.WriteAllTextAsync(file, await Page.ContentAsync());
        }
        catch (PlaywrightException exception)
        {
            await File.WriteAllTextAsync(file, exception.Message);
        }
    }
}
