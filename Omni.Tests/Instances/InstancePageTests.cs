using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Omni.Core.Data.Postgres;
using Omni.Tests.Access;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Instances;

public sealed class InstancePageTests(AdminApp app, ChromiumSession chromium) : IClassFixture<AdminApp>, IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task A_number_is_connected_shown_its_token_once_changed_and_deleted()
    {
        await using var gateway = await FakeEvolution.StartAsync();
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await app.Owner.OpenAsync(page, "/instances/new");

        await page.GetByRole(AriaRole.Button, new() { Name = "Create instance" }).ClickAsync();
        await Expect(page.GetByText("Use 2 to 63 lower-case letters")).ToBeVisibleAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("support");
        await page.GetByLabel("Gateway address").FillAsync(gateway.Url);
        await page.GetByLabel("Gateway key").FillAsync(gateway.Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create instance" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "support was made" })).ToBeVisibleAsync();
        var token = await page.GetByLabel("webhook token", new() { Exact = true }).InputValueAsync();
        Assert.Equal(token, gateway.Calls[0].Body.GetProperty("webhook").GetProperty("headers").GetProperty("X-Omni-Webhook-Token").GetString());

        await page.GetByRole(AriaRole.Link, new() { Name = "Go to support" }).ClickAsync();
        await Expect(page.GetByText($"••••{token[^4..]}")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        await Expect(page.Locator("header").GetByText("Connecting")).ToBeVisibleAsync();

        // Also what the gateway answered runs out.
        var picture = page.GetByAltText("Code to scan with WhatsApp");
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        await Expect(picture).ToBeVisibleAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        using var api = app.Api();
        (await api.PatchAsJsonAsync("/api/v1/instances/support", new { give_back_minutes = 30 })).EnsureSuccessStatusCode();
        await Expect(picture).ToHaveCountAsync(0);
        await Expect(page.GetByText("The code has run out.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete support" }).ClickAsync();
        await page.GetByLabel("Type support to go on").FillAsync("support");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete support" }).ClickAsync();
        await Expect(page.GetByText("Nothing is connected yet").Or(page.GetByRole(AriaRole.Table))).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task A_code_that_the_gateway_tells_is_shown_at_once_and_goes_when_it_is_connected_or_old()
    {
        var door = await Inbox.WhatsAppDoor.OpenAsync(app, "linking");
        var data = Recording.Load("810-qr-with-number-gives-pairing-code").Webhook("qrcode.updated").Data;
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await app.Owner.OpenAsync(page, "/instances/linking");
        var picture = page.GetByAltText("Code to scan with WhatsApp");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true })).ToBeVisibleAsync();
        await Expect(picture).ToHaveCountAsync(0);

        await door.PostAsync("qrcode.updated", data);
        await Expect(picture).ToBeVisibleAsync();
        await Expect(picture).ToHaveAttributeAsync("src", new System.Text.RegularExpressions.Regex("^data:image/png;base64,iVBOR"));
        Assert.Equal(220, await picture.EvaluateAsync<int>("image => image.naturalWidth"));
        await Expect(page.GetByText("ABCD1234")).ToBeVisibleAsync();
        await Expect(page.Locator("header").GetByText("Connecting")).ToBeVisibleAsync();
        await picture.ScrollIntoViewIfNeededAsync();
        await Shots.TakeAsync(visit, "linking");
        await page.SetViewportSizeAsync(390, 844);
        await picture.ScrollIntoViewIfNeededAsync();
        await visit.ShotAsync("linking-code-phone");
        await page.SetViewportSizeAsync(1440, 900);

        await door.PostAsync("connection.update", new { state = "open", statusReason = 200 });
        await Expect(page.Locator("header").GetByText("Connected")).ToBeVisibleAsync();
        await Expect(picture).ToHaveCountAsync(0);
        await Expect(page.GetByText("ABCD1234")).ToHaveCountAsync(0);

        // Nobody may scan what has run out, and it is not kept.
        await door.PostAsync("connection.update", new { state = "close", statusReason = 401 });
        await door.PostAsync("qrcode.updated", data);
        await Expect(picture).ToBeVisibleAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(61));
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true })).ToBeVisibleAsync();
        await Expect(picture).ToHaveCountAsync(0);
        var across = app.Services.GetRequiredService<AcrossTenants>();
        await across.PurgeCodesAsync(app.Clock.GetUtcNow(), TestContext.Current.CancellationToken);
        Assert.Equal(0, await across.PurgeCodesAsync(app.Clock.GetUtcNow().AddDays(1), TestContext.Current.CancellationToken));
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task The_list_shows_what_changes_elsewhere_without_a_reload()
    {
        using var api = app.Api();
        (await api.PostAsJsonAsync("/api/v1/instances", new { name = "lobby", channel_type = "webchat" })).EnsureSuccessStatusCode();
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        await app.Owner.OpenAsync(visit.Page, "/instances");
        var row = visit.Page.GetByRole(AriaRole.Row, new() { Name = "lobby" });
        await Expect(row.GetByText("Connected")).ToBeVisibleAsync();

        (await api.PatchAsJsonAsync("/api/v1/instances/lobby", new { is_active = false })).EnsureSuccessStatusCode();
        await Expect(row.GetByText("Switched off")).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }
}
