using System.Net.Http.Json;
using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Access;

public sealed class AccessPageTests(AdminApp app, ChromiumSession chromium) : IClassFixture<AdminApp>, IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task An_admin_makes_rules_asks_about_a_sender_and_deletes_them()
    {
        using var api = app.Api();
        (await api.PostAsJsonAsync("/api/v1/instances", new { name = "lobby", channel_type = "webchat" })).EnsureSuccessStatusCode();
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await app.Owner.OpenAsync(page, "/access");
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
        await Shots.TakeAsync(visit, "access-new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add rule" }).ClickAsync();
        var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "+97250*" });
        await Expect(row.GetByText("Active")).ToBeVisibleAsync();
        await Expect(row.GetByText("ספאם מהמספרים האלה, כל לילה")).ToBeVisibleAsync();

        await MakeMoreAsync(api);
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "T0123:U0456" })).ToBeVisibleAsync();
        var check = page.GetByRole(AriaRole.Form, new() { Name = "Check a sender" });
        await page.GetByLabel("Sender", new() { Exact = true }).FillAsync("+972 50 123 4567");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(check.GetByRole(AriaRole.Status).Filter(new() { HasText = "Blocked" })).ToContainTextAsync("by the rule +97250* for all instances");
        await page.GetByLabel("Sender", new() { Exact = true }).FillAsync("12125550123@s.whatsapp.net");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(check.GetByRole(AriaRole.Status).Filter(new() { HasText = "May write" })).ToContainTextAsync("No rule matches, and lobby takes everybody.");
        await page.GetByLabel("Sender", new() { Exact = true }).FillAsync("+972 50 123 4567");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(check.GetByRole(AriaRole.Status).Filter(new() { HasText = "by the rule +97250*" })).ToBeVisibleAsync();

        app.Clock.Advance(TimeSpan.FromHours(2));
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "+49*" }).GetByText("Expired")).ToBeVisibleAsync();
        await page.GetByLabel("Sender", new() { Exact = true }).FillAsync("+972 50 123 4567");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check" }).ClickAsync();
        await Expect(check.GetByRole(AriaRole.Status).Filter(new() { HasText = "by the rule +97250*" })).ToBeVisibleAsync();
        await Shots.TakeAsync(visit, "access");
        await page.GetByLabel("Search rules").FillAsync("כל לילה");
        await Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete the rule for +97250*" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete rule" }).ClickAsync();
        await Expect(page.GetByText("No rule like that")).ToBeVisibleAsync();
        await Expect(check.GetByRole(AriaRole.Status).Filter(new() { HasText = "May write" })).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    private async Task MakeMoreAsync(HttpClient api)
    {
        await Rules.MakeAsync(api, "allow", "+972541234567", "lobby", "VIP, may always write");
        await Rules.MakeAsync(api, "block", "+49*", reason: "A quiet hour", expiresAt: app.Clock.GetUtcNow() + TimeSpan.FromHours(1));
        await Rules.MakeAsync(api, "block", "120363000000000001@g.us", reason: "קבוצה ישנה של ספקים, אף אחד לא צריך לענות שם יותר, גם לא הסוכן");
        await Rules.MakeAsync(api, "block", "T0123:U0456");
    }
}
