// Pages without a circuit: what is missing is said at its field, which has the focus, until it is typed.
using Microsoft.Playwright;
using Omni.Tests.Support;
using static Microsoft.Playwright.Assertions;

namespace Omni.Tests.Account;

public sealed class AccountPageTests(AdminApp app, ChromiumSession chromium) : IClassFixture<AdminApp>, IClassFixture<ChromiumSession>
{
    [Fact]
    public async Task Signing_in_without_a_password_and_a_new_one_that_is_too_short_are_told_at_their_fields()
    {
        await using var visit = await chromium.NewVisitAsync(app.BaseUrl, width: 390, height: 844);
        var page = visit.Page;
        await page.GotoAsync("/login");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(page.GetByText("Enter your e-mail address.")).ToBeVisibleAsync();
        await Expect(page.GetByText("Enter your password.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("E-mail")).ToBeFocusedAsync();
        await visit.ShotAsync("sign-in-empty-phone");
        await page.GetByLabel("E-mail").FillAsync("nobody");
        await Expect(page.GetByText("Enter your e-mail address.")).ToHaveCountAsync(0);
        await Expect(page.GetByText("Enter your password.")).ToBeVisibleAsync();

        await AdminApp.OpenAsync(page, "/account/password");
        await page.GetByLabel("Present password").FillAsync("whatever it was");
        await page.GetByLabel("New password").FillAsync("short");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await Expect(page.GetByText("Use 10 characters or more.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("New password")).ToBeFocusedAsync();
        Assert.Empty(visit.ConsoleErrors);
    }
}
