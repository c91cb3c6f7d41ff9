using Microsoft.Playwright;
using Omni.Tests.Inbox;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Access;

public sealed class BlockInInboxTests(Business business, ChromiumSession chromium) : IClassFixture<Business>, IClassFixture<ChromiumSession>
{
    private const string Dana = "972501234567";

    [Fact]
    public async Task A_member_blocks_a_customer_from_the_inbox_reads_why_and_takes_it_back()
    {
        var door = await WhatsAppDoor.OpenAsync(business, "blocking");
        await door.SayAsync($"{Dana}@s.whatsapp.net", "שלום, מתי ההזמנה שלי מגיעה?", "דנה לוי");
        await using var visit = await chromium.NewVisitAsync(business.BaseUrl);
        var page = visit.Page;
        await business.Owner.OpenAsync(page, "/inbox");
        await page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "דנה לוי" }).GetByRole(AriaRole.Link).ClickAsync();
        var panel = page.GetByRole(AriaRole.Complementary, new() { Name = "About this customer" });

        await panel.GetByRole(AriaRole.Button, new() { Name = "Block this person" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason").FillAsync("מקללת את הצוות שוב ושוב, גם אחרי שביקשנו ממנה להפסיק");
        await Shots.TakeAsync(visit, "block");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Block", Exact = true }).ClickAsync();
        await Expect(panel.GetByText("Blocked", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(panel.GetByText("מקללת את הצוות")).ToBeVisibleAsync();

        await door.SayAsync($"{Dana}@s.whatsapp.net", "למה אתם לא עונים?", "דנה לוי");
        await door.SayAsync($"{Dana}@s.whatsapp.net", "?????", "דנה לוי");
        var thread = page.GetByTestId("thread");
        await Expect(thread.GetByText("?????")).ToBeVisibleAsync();
        await Expect(thread.GetByText("Blocked", new() { Exact = true })).ToHaveCountAsync(1);
        await thread.GetByRole(AriaRole.Button, new() { Name = "Why was this blocked?" }).ClickAsync();
        await Expect(thread.GetByText($"By the rule +{Dana} for all instances")).ToBeVisibleAsync();
        await Expect(thread.GetByText("מקללת את הצוות")).ToBeVisibleAsync();
        await Expect(page.GetByTestId("conversation-list").Locator(".pill")).ToHaveCountAsync(0);
        await Shots.TakeAsync(visit, "blocked");
        await page.SetViewportSizeAsync(390, 844);
        await panel.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await Expect(panel).ToBeHiddenAsync();
        await visit.ShotAsync("blocked-phone-thread");
        await page.SetViewportSizeAsync(1440, 900);
        await page.GetByRole(AriaRole.Button, new() { Name = "About this customer" }).Last.ClickAsync();

        await panel.GetByRole(AriaRole.Button, new() { Name = "Unblock" }).ClickAsync();
        await Expect(panel.GetByRole(AriaRole.Button, new() { Name = "Block this person" })).ToBeVisibleAsync();
        await Expect(thread.GetByText($"By the rule +{Dana} for all instances")).ToBeVisibleAsync();
        await door.SayAsync($"{Dana}@s.whatsapp.net", "תודה!", "דנה לוי");
        await Expect(thread.GetByText("תודה!")).ToBeVisibleAsync();
        await Expect(thread.GetByText("Blocked", new() { Exact = true })).ToHaveCountAsync(1);

        // Where a wider rule blocks them, an exception is made.
        using var api = business.Api();
        await Rules.MakeAsync(api, "block", "+972*", "blocking");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Unblock" }).ClickAsync();
        await Expect(page.GetByText("A rule allows")).ToBeVisibleAsync();
        await Expect(panel.GetByRole(AriaRole.Button, new() { Name = "Block this person" })).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }
}
