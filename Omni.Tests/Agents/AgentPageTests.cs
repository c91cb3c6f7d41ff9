using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Agents;

public sealed class AgentPageTests(AdminApp app, ChromiumSession chromium) : IClassFixture<AdminApp>, IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task An_agent_is_added_tried_and_keeps_its_key()
    {
        await using var agent = await FakeAgent.StartAsync();
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await AdminApp.OpenAsync(page, "/agents/new");

        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("helper");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create agent" }).ClickAsync();
        await Expect(page.GetByText("Give the address of the agent's service.")).ToBeVisibleAsync();
        await page.GetByLabel("Address").FillAsync(agent.Url);
        await page.GetByLabel("Key optional").FillAsync("key-of-the-helper-5678");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create agent" }).ClickAsync();

        await Expect(page.GetByText("••••5678")).ToBeVisibleAsync();
        await page.GetByLabel("What to ask").FillAsync("Are you open?");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ask" }).ClickAsync();
        await Expect(page.GetByText("What went over the wire")).ToBeVisibleAsync();
        Assert.Equal("Bearer key-of-the-helper-5678", Assert.Single(agent.Calls).Authorization);

        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();
        await Expect(page.GetByText("••••5678")).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }
}
