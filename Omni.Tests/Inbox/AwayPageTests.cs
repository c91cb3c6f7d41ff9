// What a member sends while the connection is away: it waits in sight, and is sent once, whether the screen comes back or is loaded again.
using System.Collections.Concurrent;
using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Inbox;

public sealed class AwayPageTests(Business business, ChromiumSession chromium) : IClassFixture<Business>, IClassFixture<ChromiumSession>
{
    private readonly ConcurrentBag<IWebSocketRoute> _sockets = [];
    private bool _isAway;

    [Fact]
    public async Task What_is_sent_while_the_connection_is_away_waits_and_is_sent_once()
    {
        var door = await WhatsAppDoor.OpenAsync(business, "away");
        await door.SayAsync("5511900003333@s.whatsapp.net", "Are you there?", person: "Patient Paula");
        await using var member = await chromium.NewVisitAsync(business.BaseUrl);
        var page = member.Page;
        await page.RouteWebSocketAsync("**/_blazor?**", Connect);
        await page.RouteAsync("**/_blazor/negotiate?**", route => Volatile.Read(ref _isAway) ? route.AbortAsync() : route.ContinueAsync());
        await business.Owner.OpenAsync(page, "/inbox");
        await page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "Patient Paula" }).GetByRole(AriaRole.Link).ClickAsync();
        var (box, thread, waits) = (page.GetByLabel("Message", new() { Exact = true }), page.GetByTestId("thread"), page.GetByTestId("composer").GetByRole(AriaRole.Status));
        await Expect(thread.GetByText("Are you there?")).ToBeVisibleAsync();
        await Expect(box).ToBeFocusedAsync();

        await GoAwayAsync(page);
        await SendAsync(box, "We are, in a moment");
        await Expect(waits).ToHaveTextAsync("Waits for the connection: We are, in a moment");
        await Expect(box).ToHaveValueAsync("");
        await member.ShotAsync("away-waits");
        await page.SetViewportSizeAsync(390, 844);
        await Visit.AssertApartAsync(page.Locator("#components-reconnect-modal"), page.Locator("header.head"));
        await member.ShotAsync("away-waits-phone");
        await page.SetViewportSizeAsync(1440, 900);
        await SendAsync(box, "Really");
        await Expect(waits).ToHaveTextAsync("2 messages wait for the connection.");
        Volatile.Write(ref _isAway, false);

        await Expect(thread.GetByRole(AriaRole.Article)).ToHaveCountAsync(3, new() { Timeout = 30_000 });
        await NothingWaitsAsync(page);
        await Expect(waits).ToBeHiddenAsync();

        // The same when the screen must be loaded again, as after a restart; and what waited too long is asked about.
        await GoAwayAsync(page);
        await SendAsync(box, "Here we are");
        await Expect(waits).ToHaveTextAsync("Waits for the connection: Here we are");
        await page.EvaluateAsync(
            """
            () => {
              const [sent] = JSON.parse(localStorage['omni.outbox']);
              localStorage['omni.outbox'] = JSON.stringify([sent, { ...sent, key: '0'.repeat(32), text: 'Of yesterday', at: sent.at - 86_400_000 }]);
            }
            """);
        Volatile.Write(ref _isAway, false);
        await page.ReloadAsync();

        await Expect(thread.GetByRole(AriaRole.Article)).ToHaveCountAsync(4);
        await Expect(box).ToHaveValueAsync("Of yesterday");
        await Expect(waits).ToBeHiddenAsync();
        await Expect(thread.GetByRole(AriaRole.Article)).ToContainTextAsync(["Are you there?", "We are, in a moment", "Really", "Here we are"]);
        await NothingWaitsAsync(page);
    }

    // The server's answer may come after what the thread shows.
    private static async Task NothingWaitsAsync(IPage page) => await page.WaitForFunctionAsync("() => localStorage.getItem('omni.outbox') === null");

    private static async Task SendAsync(ILocator box, string text)
    {
        await box.FillAsync(text);
        await box.PressAsync("Enter");
    }

    private async Task GoAwayAsync(IPage page)
    {
        Volatile.Write(ref _isAway, true);

        while (_sockets.TryTake(out var socket))
        {
            await socket.CloseAsync();
        }

        await Expect(page.Locator("#components-reconnect-modal")).ToBeVisibleAsync();
    }

    private void Connect(IWebSocketRoute socket)
    {
        if (Volatile.Read(ref _isAway))
        {
            _ = socket.CloseAsync();
            return;
        }

        _sockets.Add(socket.ConnectToServer());
        _sockets.Add(socket);
    }
}
