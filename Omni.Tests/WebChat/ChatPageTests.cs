// The visitor's page and the bubble in a real browser.
using Microsoft.Playwright;
using Omni.Core.Messages;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.WebChat;

public sealed class ChatPageTests(SharedApp app, ChromiumSession chromium) : IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task A_visitor_types_sees_the_answer_and_finds_both_again_after_a_reload()
    {
        var chat = await TestChat.CreateAsync(app, name: "Harbour Bikes");
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await page.GotoAsync($"/chat/{chat.Name}");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Harbour Bikes" })).ToBeVisibleAsync();

        await page.GetByLabel("Write a message").FillAsync("Do you rent out\ncargo bikes?");
        await page.GetByLabel("Write a message").PressAsync("Enter");

        await Expect(page.Locator(".mine .bubble")).ToHaveTextAsync("Do you rent out\ncargo bikes?");
        await Expect(page.Locator(".agent .bubble")).ToHaveTextAsync("[Echo from webchat] Do you rent out\ncargo bikes?");
        await Expect(page.Locator(".agent .author")).ToHaveTextAsync("Echo");
        await Expect(page.GetByLabel("Write a message")).ToHaveValueAsync("");
        await page.ReloadAsync();
        await Expect(page.Locator(".bubble")).ToHaveCountAsync(2);
        await Expect(page.Locator(".day")).ToHaveTextAsync("Today");
        await Expect(page.GetByRole(AriaRole.Log)).ToHaveAttributeAsync("aria-live", "polite");
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task Hostile_texts_are_only_texts_and_addresses_are_links()
    {
        const string Hostile = "<img src=x onerror=\"document.title='owned'\"> <script>document.title='owned'</script> javascript:alert(1) see https://example.com/a?b=1&c=2, ok";
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await page.GotoAsync($"/chat/{chat.Name}");
        await page.GetByLabel("Write a message").FillAsync(Hostile);
        await page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();
        await Expect(page.Locator(".mine time")).ToBeVisibleAsync();

        await page.ReloadAsync();

        await Expect(page.Locator(".bubble")).ToHaveTextAsync(Hostile);
        var link = page.Locator(".bubble a");
        await Expect(link).ToHaveCountAsync(1);
        await Expect(link).ToHaveAttributeAsync("href", "https://example.com/a?b=1&c=2");
        await Expect(page.Locator(".bubble img, .bubble script")).ToHaveCountAsync(0);
        Assert.NotEqual("owned", await page.TitleAsync());
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task Without_a_connection_the_page_says_so_and_sends_what_failed_when_it_is_back()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await page.GotoAsync($"/chat/{chat.Name}");
        await page.GetByLabel("Write a message").FillAsync("before");
        await page.GetByLabel("Write a message").PressAsync("Enter");
        await Expect(page.Locator(".mine time")).ToBeVisibleAsync();

        await page.Context.SetOfflineAsync(true);
        await Expect(page.GetByText("Connection lost. Trying again…")).ToBeVisibleAsync();
        await page.GetByLabel("Write a message").FillAsync("meanwhile");
        await page.GetByLabel("Write a message").PressAsync("Enter");
        await Expect(page.GetByText("Not sent. Check your connection.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync();
        await Expect(page.GetByText("Not sent. Check your connection.")).ToBeVisibleAsync();
        await chat.PlaceAsync("answered meanwhile", MessageStatus.Sent);
        await page.Context.SetOfflineAsync(false);

        await Expect(page.GetByText("Connection lost. Trying again…")).ToBeHiddenAsync();
        await Expect(page.GetByText("answered meanwhile")).ToBeVisibleAsync();
        await Expect(page.Locator(".failed")).ToHaveCountAsync(0);
        await Expect(page.Locator(".bubble")).ToHaveCountAsync(3);
        await Expect(page.Locator(".mine time")).ToHaveCountAsync(2);
        Assert.Equal(["before", "answered meanwhile", "meanwhile"], (await chat.MessagesAsync()).Select(m => m.Text));
    }

    [Fact]
    public async Task A_message_that_was_deleted_leaves_a_line_in_its_place()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await page.GotoAsync($"/chat/{chat.Name}");
        await page.GetByLabel("Write a message").FillAsync("hello");
        await page.GetByLabel("Write a message").PressAsync("Enter");
        await Expect(page.Locator(".mine time")).ToBeVisibleAsync();
        var placed = await chat.PlaceAsync("regretted", MessageStatus.Sent);
        await Expect(page.GetByText("regretted")).ToBeVisibleAsync();

        await chat.ChangeAsync(placed.Id, m => m.Delete(app.Clock.GetUtcNow()));

        await Expect(page.GetByText("This message was deleted.")).ToBeVisibleAsync();
        await Expect(page.GetByText("regretted")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_bubble_opens_counts_what_is_unread_and_works_by_keyboard()
    {
        var chat = await TestChat.CreateAsync(app, hasAgent: false);
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await page.RouteAsync("**/shop", route => route.FulfillAsync(new()
        {
            ContentType = "text/html",
            Body = $"<!DOCTYPE html><title>Shop</title><h1>Shop</h1><script src=\"/chat/{chat.Name}/widget.js\" async></script>",
        }));
        await page.GotoAsync("/shop");

        await page.GetByRole(AriaRole.Button, new() { Name = "Open chat" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var frame = page.FrameLocator("iframe");
        await Expect(frame.GetByLabel("Write a message")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("hello");
        await page.Keyboard.PressAsync("Enter");
        await Expect(frame.Locator(".mine time")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("iframe")).ToBeHiddenAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Open chat" })).ToBeFocusedAsync();

        await chat.PlaceAsync("an answer", MessageStatus.Sent);
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Open chat, 1 unread" })).ToBeVisibleAsync();

        // On the next page the count is still there, without anybody opening anything.
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Open chat, 1 unread" }).ClickAsync();
        await Expect(frame.GetByText("an answer")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Close chat" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Open chat", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }
}
