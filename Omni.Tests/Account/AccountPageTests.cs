// Pages without a circuit: what is missing is said at its field, which has the focus, until it is typed.
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Omni.Tests.Support;
using Omni.Web.Components.Account;
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

        await app.Owner.OpenAsync(page, "/account/password");
        await page.GetByLabel("Present password").FillAsync("whatever it was");
        await page.GetByLabel("New password").FillAsync("short");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change password" }).ClickAsync();
        await Expect(page.GetByText("Use 10 characters or more.")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("New password")).ToBeFocusedAsync();
        Assert.Empty(visit.ConsoleErrors);

        await AssertThatWhoGuessesWaitsAsync();
    }

    private async Task AssertThatWhoGuessesWaitsAsync()
    {
        var here = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Loopback } };

        for (var wrong = 0; wrong < SignInTries.MostWrong; wrong++)
        {
            app.Services.GetRequiredService<SignInTries>().CountWrong(here);
        }

        await using var visit = await chromium.NewVisitAsync(app.BaseUrl, width: 390, height: 844);
        await visit.Page.GotoAsync("/login");
        await visit.Page.GetByLabel("E-mail").FillAsync(app.Settings["Omni:Bootstrap:AdminEmail"]);
        await visit.Page.GetByLabel("Password").FillAsync(app.Settings["Omni:Bootstrap:AdminPassword"]);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in", Exact = true }).ClickAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToHaveTextAsync("There were too many wrong passwords from where you are. Try again in 15 minutes.");
        await visit.ShotAsync("sign-in-guessed-phone");
    }
}
