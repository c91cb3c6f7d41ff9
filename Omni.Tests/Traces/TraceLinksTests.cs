// The ways between a trace and its thread: however far up the message stands, and for admins alone.
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Omni.Core.Data;
using Omni.Core.Team;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Traces;

public sealed class TraceLinksTests(Business business, ChromiumSession chromium) : IClassFixture<Business>, IClassFixture<ChromiumSession>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_old_message_is_found_far_up_in_its_thread()
    {
        await using var gateway = await FakeEvolution.StartAsync();
        await using var agent = await FakeAgent.StartAsync();
        var say = await business.ConnectAsync(gateway, agent, hasAgent: false);

        for (var n = 1; n <= 90; n++)
        {
            await say("5511977776666", "Ana", $"line {n}.");
        }

        using var api = business.Api();
        using var list = await api.GetAsync("/api/v1/traces?phone=5511977776666&limit=90", Cancellation);
        var oldest = (await list.ReadAsync(HttpStatusCode.OK)).GetProperty("items").EnumerateArray().Last();
        await using var visit = await chromium.NewVisitAsync(business.BaseUrl);
        await business.Owner.OpenAsync(visit.Page, $"/traces/{oldest.GetProperty("trace_id").GetString()}");
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Open in the thread" }).ClickAsync();

        await Expect(visit.Page.Locator("[data-found]")).ToContainTextAsync("line 1.");
        await Expect(visit.Page.Locator("[data-found]")).ToBeInViewportAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task Members_who_are_no_admins_see_neither_the_page_nor_the_way_to_it()
    {
        await using var gateway = await FakeEvolution.StartAsync();
        await using var agent = await FakeAgent.StartAsync();
        var say = await business.ConnectAsync(gateway, agent, hasAgent: false);
        await say("5511966665555", "Rita", "For members");
        await BecomeAsync(MemberRole.Member);

        try
        {
            await using var visit = await chromium.NewVisitAsync(business.BaseUrl);
            var page = visit.Page;
            await business.Owner.OpenAsync(page, "/inbox");
            await page.GetByRole(AriaRole.Link, new() { Name = "Rita" }).ClickAsync();
            var bubble = page.Locator("[data-message]", new() { HasText = "For members" });
            await bubble.HoverAsync();
            await bubble.GetByRole(AriaRole.Button, new() { Name = "More about this message" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Reply" })).ToBeVisibleAsync();
            await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Trace" })).ToHaveCountAsync(0);
            await page.GotoAsync("/traces");
            await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Traces", Exact = true })).ToHaveCountAsync(0);
            Assert.DoesNotContain("/traces", page.Url.Split('?')[0]);
        }
        finally
        {
            await BecomeAsync(MemberRole.Owner);
        }
    }

    private async Task BecomeAsync(MemberRole role)
    {
        await using var scope = business.App.Enter(business.Tenant);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync(Cancellation);
        await db.Memberships.ExecuteUpdateAsync(m => m.SetProperty(x => x.Role, role), Cancellation);
    }
}
