// The Traces page as an admin sees it: numbers, filters, one trace with what was said, the way to the thread and back.
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Omni.Core.Data;
using Omni.Core.Traces;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Traces;

public sealed class TracesPageTests(Business business, ChromiumSession chromium) : IClassFixture<Business>, IClassFixture<ChromiumSession>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_admin_follows_a_message_from_the_numbers_to_its_trace_to_its_thread_and_back()
    {
        await using var gateway = await FakeEvolution.StartAsync();
        await using var agent = await FakeAgent.StartAsync();
        await using var visit = await chromium.NewVisitAsync(business.BaseUrl);
        var page = visit.Page;
        await business.Owner.OpenAsync(page, "/traces");
        await Expect(page.GetByText("Nothing came in during this time")).ToBeVisibleAsync();
        await visit.ShotAsync("empty");
        var say = await business.ConnectAsync(gateway, agent);

        agent.Answer = _ => new { message = "שלום! איך אפשר לעזור?", success = true, usage = new { tokens = 42 } };
        await say("972501234567", "דנה לוי", "מה שעות הפתיחה?");
        await say("5511988887777", "Maria Silva", "Good morning, do you still have the blue one from the catalogue in size 42, and what would the delivery cost?");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "דנה לוי" })).ToBeVisibleAsync();
        await Expect(page.GetByText("2 completed", new() { Exact = true })).ToBeVisibleAsync();
        agent.Mode = FakeAgentMode.Nonsense;
        await say("972521112222", "אבי כהן", "הזמנה 1234 עוד לא הגיעה");
        await FillAsync();
        await page.ReloadAsync();
        await Expect(page.GetByText("Why it failed")).ToBeVisibleAsync();
        await ShootAsync(visit, "list");
        await page.GetByText("Show more").ScrollIntoViewIfNeededAsync();
        await ShootAsync(visit, "table");

        await page.GetByLabel("Status").SelectOptionAsync("Error");
        await page.GetByLabel("Search traces").FillAsync("אבי");
        await Expect(page.GetByText("1 of 1")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "אבי כהן" }).ClickAsync();
        await Expect(page.GetByText("Agent:", new() { Exact = false }).First).ToBeVisibleAsync();
        await ShootAsync(visit, "error");
        await page.GoBackAsync();
        await Expect(page.GetByLabel("Search traces")).ToHaveValueAsync("אבי");
        await page.GetByLabel("Status").SelectOptionAsync("");
        await page.GetByLabel("Search traces").FillAsync("050-123-4567");
        await page.GetByRole(AriaRole.Link, new() { Name = "דנה לוי" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "דנה לוי" })).ToBeVisibleAsync();
        foreach (var step in new[] { "Received", "Turn began", "Agent asked", "Agent answered", "Ready to send", "Sending", "Completed" })
        {
            await Expect(page.GetByRole(AriaRole.Listitem).Filter(new() { HasText = step }).First).ToBeVisibleAsync();
        }

        foreach (var exchange in new[] { "Came in", "Agent", "Channel" })
        {
            await Expect(page.GetByRole(AriaRole.Region, new() { Name = exchange, Exact = true })).ToBeVisibleAsync();
        }

        await Expect(page.GetByText("[redacted]").First).ToBeVisibleAsync();
        Assert.DoesNotContain(gateway.Key, await page.ContentAsync());
        await ShootAsync(visit, "trace");
        await page.GetByRole(AriaRole.Region, new() { Name = "Agent", Exact = true }).ScrollIntoViewIfNeededAsync();
        await visit.ShotAsync("payloads");

        await page.GetByRole(AriaRole.Link, new() { Name = "Open in the thread" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/inbox/.*message="));
        var found = page.Locator("[data-found]");
        await Expect(found).ToContainTextAsync("מה שעות הפתיחה?");
        await visit.ShotAsync("found");
        var answer = page.Locator("[data-message]", new() { HasText = "איך אפשר לעזור" });
        await answer.HoverAsync();
        await answer.GetByRole(AriaRole.Button, new() { Name = "More about this message" }).ClickAsync();
        await visit.ShotAsync("menu");
        await page.GetByRole(AriaRole.Link, new() { Name = "Trace", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/traces/[0-9a-f-]{36}$"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "דנה לוי" })).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    // Two hundred more over the last day, on three instances.
    private async Task FillAsync()
    {
        await using var scope = business.App.Enter(business.Tenant);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync(Cancellation);
        var (random, now) = (new Random(7), business.App.Clock.GetUtcNow());
        string[] reasons = ["The agent did not answer within 60 seconds.", "The agent answered with status 502.", "This number is not on WhatsApp."];

        for (var n = 0; n < 240; n++)
        {
            var at = now.AddMinutes(-15 - random.Next(1400)).AddHours(-Math.Sin(n) * 0.5);
            var took = 400 + random.Next(2600) + (random.Next(12) == 0 ? 6000 : 0);
            var instance = random.Next(10) switch { < 6 => "shop-wa", < 9 => "support-wa", _ => "web-chat" };
            var trace = KnownTraces.Of(instance, TraceStatus.Completed, at, $"Customer {n}", $"+97250{1000000 + n}", agent: took, total: took + 300 + random.Next(900));

            if (n % 17 == 0)
            {
                trace.Fail(n % 3 == 0 ? TraceStage.Channel : TraceStage.Agent, reasons[n % 3], at.AddSeconds(3));
            }
            else if (n % 23 == 0)
            {
                trace.Status = TraceStatus.Superseded;
            }

            db.Add(trace);
        }

        await db.SaveChangesAsync(Cancellation);
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
