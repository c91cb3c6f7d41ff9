using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Omni.Core.Jobs;
using Omni.Tests.Backfill;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Jobs;

public sealed class JobsPageTests(AdminApp app, ChromiumSession chromium) : IClassFixture<AdminApp>, IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task An_admin_brings_history_looks_first_and_heals_with_a_progress_bar()
    {
        using var platform = app.Api();
        await Backfills.LiveInIsraelAsync(platform, "default");
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await app.Owner.OpenAsync(page, "/jobs");
        await Expect(page.GetByText("Nothing has run yet")).ToBeVisibleAsync();

        await page.GetByLabel("Import messages from a CSV or JSON file").ChooseAsync(new FilePayload
        {
            Name = "history.csv",
            MimeType = "text/csv",
            Buffer = [.. SeedShape.Csv(400, 20), .. "x,y,z,too,many,fields,here,indeed\nnobody,,,outbound,שלום,2024-05-01,\n"u8],
        });
        await Expect(page.GetByText("401 messages wait to be linked")).ToBeVisibleAsync();
        await page.GetByText("1 line could not be read").ClickAsync();
        await Expect(page.GetByText("Line 402: It has 8 fields")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Look only" }).ClickAsync();
        var dry = page.GetByRole(AriaRole.Article).Filter(new() { HasText = "Look for split threads" });
        await Expect(dry.GetByText("messages would be linked")).ToBeVisibleAsync();
        await Expect(dry.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync();

        // Nobody works, so that the bar is seen to wait.
        var runner = app.Services.GetRequiredService<JobRunner>();
        await runner.StopAsync(TestContext.Current.CancellationToken);
        await page.GetByRole(AriaRole.Button, new() { Name = "Heal threads" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Heal threads" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Progressbar, new() { Name = "Progress of Heal threads" })).ToHaveAttributeAsync("aria-valuenow", "0");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToBeVisibleAsync();
        await runner.StartAsync(TestContext.Current.CancellationToken);

        var job = page.GetByRole(AriaRole.Article).First;
        await Expect(job.GetByText("messages linked")).ToBeVisibleAsync();
        await Expect(job.GetByText("Done", new() { Exact = true })).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);
        await job.GetByText("1 row could not be linked").Last.ClickAsync();
        await Expect(job.GetByText("“nobody” is no customer's number")).ToBeVisibleAsync();
        await visit.ShotAsync("jobs-1-desktop");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await visit.ShotAsync("jobs-2-dark");
        await page.SetViewportSizeAsync(390, 844);
        await visit.ShotAsync("jobs-3-phone-dark");
        Assert.Empty(visit.ConsoleErrors);
    }
}
