using System.Net;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Leads;

public sealed class LeadPageTests(Business business, ChromiumSession chromium) : IClassFixture<Business>, IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task A_lead_is_made_moved_in_the_list_changed_and_deleted()
    {
        await using var visit = await chromium.NewVisitAsync(business.BaseUrl);
        var page = visit.Page;
        await business.Owner.OpenAsync(page, "/leads");

        await page.GetByRole(AriaRole.Button, new() { Name = "New lead" }).ClickAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Add lead" }).ClickAsync();
        await Expect(page.GetByText("Give a name of 1 to 200 characters.")).ToBeVisibleAsync();
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Kitchen for Dana");
        await page.GetByLabel("Number optional").FillAsync("+972501234567");
        await Expect(page.GetByText("Give a name of 1 to 200 characters.")).ToHaveCountAsync(0);
        await page.GetByLabel("Value optional").FillAsync("12,50");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add lead" }).ClickAsync();
        await Expect(page.GetByText("Give a number such as 1250 or 99.50")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Value optional")).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Value optional")).ToHaveValueAsync("12,50");
        await page.GetByLabel("Value optional").FillAsync("12500");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add lead" }).ClickAsync();

        var stage = page.GetByLabel("Stage of Kitchen for Dana");
        await Expect(stage).ToHaveValueAsync("new");
        await Expect(page.GetByText("12,500")).ToBeVisibleAsync();
        await stage.SelectOptionAsync("qualified");
        await page.GetByLabel("Stage", new() { Exact = true }).SelectOptionAsync("won");
        await Expect(page.GetByText("No lead like that")).ToBeVisibleAsync();
        await page.GetByLabel("Stage", new() { Exact = true }).SelectOptionAsync("qualified");

        await page.GetByRole(AriaRole.Link, new() { Name = "Kitchen for Dana" }).ClickAsync();
        await page.GetByLabel("Number optional").FillAsync("052-111-1111");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Give a telephone number")).ToBeVisibleAsync();
        await page.GetByLabel("Number optional").FillAsync("+972 52-111-1111");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Number optional")).ToHaveValueAsync("+972521111111");

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete lead" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Delete lead" }).ClickAsync();
        await Expect(page.GetByText("No leads yet")).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task An_admin_lets_leads_make_themselves()
    {
        await using var visit = await chromium.NewVisitAsync(business.BaseUrl);
        await business.Owner.OpenAsync(visit.Page, "/leads");
        await visit.Page.GetByRole(AriaRole.Switch).CheckAsync();
        await Expect(visit.Page.GetByText("Whoever writes first becomes a lead from now on.")).ToBeVisibleAsync();

        using var platform = business.App.Api();
        using var tenant = await platform.GetAsync($"/api/v1/tenants/{business.Tenant.Slug}", TestContext.Current.CancellationToken);
        Assert.Equal("first_message", (await tenant.ReadAsync(HttpStatusCode.OK)).GetProperty("lead_rule").GetString());
        using var changed = await platform.PatchAsJsonAsync($"/api/v1/tenants/{business.Tenant.Slug}", new { lead_rule = "none" }, TestContext.Current.CancellationToken);
        await changed.ReadAsync(HttpStatusCode.OK);
        using var refused = await platform.PatchAsJsonAsync($"/api/v1/tenants/{business.Tenant.Slug}", new { lead_rule = "always" }, TestContext.Current.CancellationToken);
        await refused.ReadAsync(HttpStatusCode.UnprocessableEntity);
    }
}
