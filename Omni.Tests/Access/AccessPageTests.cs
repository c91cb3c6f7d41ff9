using System.Net.Http.Json;
using Microsoft.Playwright;
using Omni.Tests.Inbox;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Access;

public sealed class AccessPageTests(AdminApp app, ChromiumSession chromium) : IClassFixture<AdminApp>, IClassFixture<ChromiumSession>
{
    private const string Dana = "972501234567";

    [Fact]
    public async Task An_admin_makes_rules_asks_about_a_sender_and_deletes_them()
    {
        using var api = app.Api();
        (await api.PostAsJsonAsync("/api/v1/instances", new { name = "lobby", channel_type = "webchat" })).EnsureSuccessStatusCode();
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await AdminApp.OpenAsync(page, "/access");
        await Expect(page.GetByText("No rules yet")).ToBeVisibleAsync();
        await visit.ShotAsync("access-empty");

        await page.GetByRole(AriaRole.Button, new() { Name = "New rule" }).ClickAsync();
        await page.GetByLabel("Who", new() { Exact = true }).FillAsync("+1*2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add rule" }).ClickAsync();
        await Expect(page.GetByText("A * may stand at the end only")).ToBeVisibleAsync();
        await page.GetByLabel("Who", new() { Exact = true }).FillAsync("00972 50*");
        await Expect(page.GetByText("Every number that begins with")).ToContainTextAsync("+97250");
        await page.GetByLabel("Reason").FillAsync("ספאם מהמספרים האלה, כל לילה");
        await page.GetByLabel("How long").SelectOptionAsync("For a week");
        await ShootAsync(visit, "access-new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add rule" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "+97250*" });
        await Expect(row.GetByText("Active")).ToBeVisibleAsync();
        await Expect(row.GetByText("ספאם מהמספרים האלה, כל לילה")).ToBeVisibleAsync();

        await MakeMoreAsync(api);
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "T0123:U0456" })).ToBeVisibleAsync();
        await page.GetByLabel("Sender").FillAsync("+972 50 123 4567");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Blocked" })).ToContainTextAsync("by the rule +97250* for all instances");
        await page.GetByLabel("Sender").FillAsync("12125550123@s.whatsapp.net");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "May write" })).ToContainTextAsync("No rule matches, and lobby takes everybody.");
        await page.GetByLabel("Sender").FillAsync("+972 50 123 4567");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "by the rule +97250*" })).ToBeVisibleAsync();

        app.Clock.Advance(TimeSpan.FromHours(2));
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "+49*" }).GetByText("Expired")).ToBeVisibleAsync();
        await page.GetByLabel("Sender").FillAsync("+972 50 123 4567");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "by the rule +97250*" })).ToBeVisibleAsync();
        await ShootAsync(visit, "access");
        await page.GetByLabel("Search rules").FillAsync("050");
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the rule for +97250*" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete rule" }).ClickAsync();
        await Expect(page.GetByText("No rule like that")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "May write" })).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task A_member_blocks_a_customer_from_the_inbox_reads_why_and_takes_it_back()
    {
        var door = await WhatsAppDoor.OpenAsync(app, "blocking");
        await door.SayAsync($"{Dana}@s.whatsapp.net", "שלום, מתי ההזמנה שלי מגיעה?", "דנה לוי");
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await AdminApp.OpenAsync(page, "/inbox");
        await page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = "דנה לוי" }).GetByRole(AriaRole.Link).ClickAsync();
        var panel = page.GetByRole(AriaRole.Complementary, new() { Name = "About this customer" });

        if (!await panel.IsVisibleAsync())
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "About this customer" }).Last.ClickAsync();
        }

        await panel.GetByRole(AriaRole.Button, new() { Name = "Block this person" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Reason").FillAsync("מקללת את הצוות שוב ושוב, גם אחרי שביקשנו ממנה להפסיק");
        await ShootAsync(visit, "block");
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
        await ShootAsync(visit, "blocked");

        await panel.GetByRole(AriaRole.Button, new() { Name = "Unblock" }).ClickAsync();
        await Expect(panel.GetByRole(AriaRole.Button, new() { Name = "Block this person" })).ToBeVisibleAsync();
        await Expect(thread.GetByText($"By the rule +{Dana} for all instances")).ToBeVisibleAsync();
        await door.SayAsync($"{Dana}@s.whatsapp.net", "תודה!", "דנה לוי");
        await Expect(thread.GetByText("תודה!")).ToBeVisibleAsync();
        await Expect(thread.GetByText("Blocked", new() { Exact = true })).ToHaveCountAsync(1);

        // Where a wider rule blocks them, an exception is made.
        using var api = app.Api();
        await Rules.MakeAsync(api, "block", "+972*", "blocking");
        await panel.GetByRole(AriaRole.Button, new() { Name = "Unblock" }).ClickAsync();
        await Expect(page.GetByText("A rule allows")).ToBeVisibleAsync();
        await Expect(panel.GetByRole(AriaRole.Button, new() { Name = "Block this person" })).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    private async Task MakeMoreAsync(HttpClient api)
    {
        await Rules.MakeAsync(api, "allow", "+972541234567", "lobby", "VIP, may always write");
        await Rules.MakeAsync(api, "block", "+49*", reason: "A quiet hour", expiresAt: app.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        await Rules.MakeAsync(api, "block", "120363000000000001@g.us", reason: "קבוצה ישנה של ספקים, אף אחד לא צריך לענות שם יותר, גם לא הסוכן");
        await Rules.MakeAsync(api, "block", "T0123:U0456");
    }

    // On a wide screen in light and dark, and on a phone.
    private static async Task ShootAsync(Visit visit, string name)
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
