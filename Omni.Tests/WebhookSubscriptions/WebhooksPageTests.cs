using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.WebhookSubscriptions;

public sealed class WebhooksPageTests(AdminApp app, ChromiumSession chromium) : IClassFixture<AdminApp>, IClassFixture<ChromiumSession>
{
    private const string Long = "/a/rather/long/path/that/does/not/fit?source=omni&environment=production";

    [Fact]
    public async Task An_admin_adds_a_webhook_tries_it_and_watches_what_it_is_told()
    {
        await using var receiver = await FakeReceiver.StartAsync();
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await app.Owner.OpenAsync(page, "/webhooks");
        await Expect(page.GetByText("Nobody is told yet")).ToBeVisibleAsync();
        await visit.ShotAsync("empty");

        await page.GetByRole(AriaRole.Button, new() { Name = "New webhook" }).ClickAsync();
        await page.GetByLabel("Address").FillAsync("ftp://receiver.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
        await Expect(page.GetByText("Give a whole address that begins with http")).ToBeVisibleAsync();
        await page.GetByLabel("Address").FillAsync(receiver.Url + Long);
        await page.GetByLabel("All of them, also those to come").UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
        await Expect(page.GetByText("Choose at least one, or all.")).ToBeVisibleAsync();
        await page.GetByLabel("New contact contact.created").CheckAsync();
        await Expect(page.GetByText("Choose at least one, or all.")).ToHaveCountAsync(0);
        await page.GetByLabel("Contact changed contact.updated").CheckAsync();
        await visit.ShotAsync("new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add webhook" }).ClickAsync();
        await Expect(page.GetByText("Copy the secret now")).ToBeVisibleAsync();
        var secret = await page.GetByLabel("secret", new() { Exact = true }).InputValueAsync();
        await visit.ShotAsync("secret");
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(page.GetByText("Nothing was told yet")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await Expect(page.GetByText("The receiver took the test: 200")).ToBeVisibleAsync();
        await AddContactAsync("דנה לוי");
        var rows = page.GetByRole(AriaRole.Table).Locator("tbody tr");
        await Expect(rows).ToHaveCountAsync(2);
        await Expect(rows.First).ToContainTextAsync("New contact");
        await Expect(rows.First).ToContainTextAsync("Delivered · 200");
        Assert.All(receiver.Calls, c => Assert.True(c.IsSignedWith(secret)));

        // It would try again by itself.
        app.Clock.Freeze();
        receiver.Answer = (_, _) => Task.FromResult(503);
        await AddContactAsync("אבי כהן");
        await Expect(rows.First).ToContainTextAsync("Trying again · 503");
        await Expect(page.GetByText("Deliveries have failed since")).ToBeVisibleAsync();
        await ShootAsync(visit, "webhook");
        receiver.Answer = (_, _) => Task.FromResult(200);
        await rows.First.GetByRole(AriaRole.Button, new() { Name = "Retry" }).ClickAsync();
        await Expect(rows.First).ToContainTextAsync("Delivered · 200");
        await Expect(page.GetByText("Deliveries have failed since")).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Failed", Exact = true }).ClickAsync();
        await Expect(page.GetByText("None like that")).ToBeVisibleAsync();
        app.Clock.Run();

        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Expect(page.GetByText("It was paused by hand.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the list" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Nth(1)).ToContainTextAsync("Paused");
        await ShootAsync(visit, "list");
        await GoByTheBarOfAPhoneAsync(visit);
        await page.GetByRole(AriaRole.Link, new() { Name = new Uri(receiver.Url).Authority }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Expect(page.GetByText("Everything was told.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete webhook" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete webhook" }).ClickAsync();
        await Expect(page.GetByText("Nobody is told yet")).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    private static async Task GoByTheBarOfAPhoneAsync(Visit visit)
    {
        var page = visit.Page;
        await page.SetViewportSizeAsync(390, 844);
        await page.GetByRole(AriaRole.Link, new() { Name = "Leads" }).First.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Leads", Exact = true })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "More places" }).ClickAsync();
        await visit.ShotAsync("more");
        await page.Locator(".menu-item", new() { HasText = "Webhooks" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Webhooks", Exact = true })).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(1440, 900);
    }

    private async Task AddContactAsync(string name)
    {
        using var api = app.Api();
        using var made = await api.PostAsJsonAsync("/api/v1/contacts", new { name }, TestContext.Current.CancellationToken);
        await made.ReadAsync(HttpStatusCode.Created);
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
