using System.Text;
using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Contacts;

public sealed class ContactPageTests(AdminApp app, ChromiumSession chromium) : IClassFixture<AdminApp>, IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task A_contact_is_added_found_by_number_and_changed()
    {
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await AdminApp.OpenAsync(page, "/contacts");

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

        await page.GetByRole(AriaRole.Link, new() { Name = "Contacts" }).First.ClickAsync();
        await page.GetByLabel("Search contacts").FillAsync("972501234567");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "דנה לוי" })).ToBeVisibleAsync();
        await page.GetByLabel("Search contacts").FillAsync("nobody at all");
        await Expect(page.GetByText("Nobody by that name, number or address")).ToBeVisibleAsync();
        Assert.Empty(visit.ConsoleErrors);
    }

    [Fact]
    public async Task A_file_is_imported_with_its_bad_lines_told_and_exported_again()
    {
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl);
        var page = visit.Page;
        await AdminApp.OpenAsync(page, "/contacts");

        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await page.GetByLabel("File", new() { Exact = true }).SetInputFilesAsync(new FilePayload
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
        Assert.Contains("אבי כהן,+972521111111", await reader.ReadToEndAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Empty(visit.ConsoleErrors);
    }
}
