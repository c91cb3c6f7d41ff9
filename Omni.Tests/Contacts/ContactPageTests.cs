using System.Net.Http.Json;
using System.Text;
using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Contacts;

public sealed class ContactPageTests(Business business, ChromiumSession chromium) : IClassFixture<Business>, IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task A_contact_is_added_found_by_number_and_changed()
    {
        await using var visit = await chromium.NewVisitAsync(business.BaseUrl);
        var page = visit.Page;
        await business.Owner.OpenAsync(page, "/contacts");

        await page.GetByRole(AriaRole.Button, new() { Name = "New contact" }).ClickAsync();
        await page.GetByLabel("Name optional").FillAsync("דנה לוי");
        await page.GetByLabel("Number optional").FillAsync("nonsense");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add contact" }).ClickAsync();
        await Expect(page.GetByText("Give a telephone number")).ToBeVisibleAsync();
        await page.GetByLabel("Number optional").FillAsync("+972 50-123-4567");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add contact" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "דנה לוי" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.GetByLabel("What it is").FillAsync("City");
        await page.GetByLabel("What it says").FillAsync("חיפה");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved.")).ToBeVisibleAsync();

        // What was said of the attempt before does not stand beside the refusal of this one.
        await page.GetByLabel("E-mail").FillAsync("nonsense");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Give an e-mail address")).ToBeVisibleAsync();
        await Expect(page.GetByText("Saved.")).ToBeHiddenAsync(new() { Timeout = 4_000 });
        await visit.ShotAsync("contact-refused");

        await page.GetByRole(AriaRole.Link, new() { Name = "Contacts" }).First.ClickAsync();
        await page.GetByLabel("Search contacts").FillAsync("972501234567");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "דנה לוי" })).ToBeVisibleAsync();
        await page.GetByLabel("Search contacts").FillAsync("nobody at all");
        await Expect(page.GetByText("Nobody by that name, number or address")).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task A_name_of_any_length_takes_two_lines_and_what_was_done_is_said_beside_what_is_in_use()
    {
        var name = string.Concat(Enumerable.Repeat("Maximiliane von und zu Hohenzollern ", 6))[..200].TrimEnd();
        using var api = business.Api();
        using var made = await api.PostAsJsonAsync("/api/v1/contacts", new { name, email = "max@example.com" }, TestContext.Current.CancellationToken);
        made.EnsureSuccessStatusCode();

        foreach (var (where, width, height) in ((string, int, int)[])[("phone", 390, 844), ("desktop", 1440, 900)])
        {
            await using var visit = await chromium.NewVisitAsync(business.BaseUrl, width, height);
            var page = visit.Page;
            await business.Owner.OpenAsync(page, "/contacts");
            var link = page.GetByRole(AriaRole.Link, new() { Name = name });
            await Expect(link).ToHaveAttributeAsync("title", name);
            Assert.InRange((await link.BoundingBoxAsync())!.Height, 10, 50);
            await visit.ShotAsync($"long-1-list-{where}");
            await link.ClickAsync();
            var heading = page.GetByRole(AriaRole.Heading, new() { Name = name });
            Assert.InRange((await heading.BoundingBoxAsync())!.Height, 10, 60);

            await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
            var toast = page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Saved." });
            await Expect(toast).ToBeInViewportAsync(new() { Ratio = 1 });
            await Visit.AssertApartAsync(toast, heading);
            await Visit.AssertApartAsync(toast, page.GetByRole(AriaRole.Navigation));
            await Visit.AssertApartAsync(toast, page.GetByRole(AriaRole.Button, new() { Name = "Save" }));
            await visit.ShotAsync($"long-2-saved-{where}");
            Assert.Empty(visit.ConsoleErrors);
        }
    }

    [Fact]
    public async Task A_file_is_imported_with_its_bad_lines_told_and_exported_again()
    {
        await using var visit = await chromium.NewVisitAsync(business.BaseUrl);
        var page = visit.Page;
        await business.Owner.OpenAsync(page, "/contacts");

        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await page.GetByLabel("File", new() { Exact = true }).ChooseAsync(new FilePayload
        {
            Name = "people.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes("name,phone\nאבי כהן,+972521111111\nNobody,12\n"),
        });
        await Expect(page.GetByText("1 added, 0 changed, 0 known already.")).ToBeVisibleAsync();
        await Expect(page.GetByText("'12' is no telephone number.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Done" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "אבי כהן" })).ToBeVisibleAsync();

        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export" }).ClickAsync());
        await using var stream = await download.CreateReadStreamAsync();
        using var reader = new StreamReader(stream);
        Assert.Contains("\"אבי כהן\",\"+972521111111\"", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(visit.ConsoleErrors);
    }
}
