using System.Net.Http.Json;
using Microsoft.Playwright;
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
        await AdminApp.OpenAsync(page, "/instances/new");

        await page.GetByRole(AriaRole.Button, new() { Name = "Create instance" }).ClickAsync();
        await Expect(page.GetByText("Use 2 to 63 lower-case letters")).ToBeVisibleAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("support");
        await page.GetByLabel("Gateway address").FillAsync(gateway.Url);
        await page.GetByLabel("Gateway key").FillAsync(gateway.Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create instance" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "support is ready" })).ToBeVisibleAsync();
        var token = await page.GetByLabel("webhook token", new() { Exact = true }).InputValueAsync();
        Assert.Equal(token, gateway.Calls[0].Body.GetProperty("webhook").GetProperty("headers").GetProperty("X-Omni-Webhook-Token").GetString());

        await page.GetByRole(AriaRole.Link, new() { Name = "Go to support" }).ClickAsync();
        await Expect(page.GetByText($"••••{token[^4..]}")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Connect", Exact = true }).ClickAsync();
        await Expect(page.Locator("header").GetByText("Connecting")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete support" }).ClickAsync();
        await page.GetByLabel("Type support to go on").FillAsync("support");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete support" }).ClickAsync();
        await Expect(page.GetByText("Nothing is connected yet").Or(page.GetByRole(AriaRole.Table))).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task The_list_shows_what_changes_elsewhere_without_a_reload()
    {
        using var api = app.Api();
        (await api.PostAsJsonAsync("/api/v1/instances", new { name = "lobby", channel_type = "webchat" })).EnsureSuccessStatusCode();
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        await AdminApp.OpenAsync(visit.Page, "/instances");
        var row = visit.Page.GetByRole(AriaRole.Row, new() { Name = "lobby" });
        await Expect(row.GetByText("Connected")).ToBeVisibleAsync();

        (await api.PatchAsJsonAsync("/api/v1/instances/lobby", new { is_active = false })).EnsureSuccessStatusCode();
        await Expect(row.GetByText("Switched off")).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }
}
