// Somebody who signs in in tests of pages.
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Cookie = Microsoft.Playwright.Cookie;

namespace Omni.Tests.Support;

/// <summary>One account of one app. Its first page posts the form, without drawing it (AccountPageTests look at it); those after it bring the cookie, as a browser does.</summary>
public sealed partial class Owner(string email, string password)
{
    private IReadOnlyList<Cookie> _cookies = [];

    /// <summary>Signs in and opens a page.</summary>
    public async Task OpenAsync(IPage page, string path)
    {
        if (_cookies.Count > 0)
        {
            await page.Context.AddCookiesAsync(_cookies);
        }
        else
        {
            await SignInAsync(page);
            _cookies = [.. (await page.Context.CookiesAsync()).Select(c => new Cookie { Name = c.Name, Value = c.Value, Domain = c.Domain, Path = c.Path, HttpOnly = c.HttpOnly, SameSite = c.SameSite })];
        }

        await page.GotoAsync(path);
    }

    private async Task SignInAsync(IPage page)
    {
        var form = page.APIRequest.CreateFormData();
        var shown = await (await page.APIRequest.GetAsync("/login")).TextAsync();

        foreach (Match hidden in HiddenField().Matches(shown))
        {
            form.Set(hidden.Groups["name"].Value, WebUtility.HtmlDecode(hidden.Groups["value"].Value));
        }

        form.Set("Form.Email", email).Set("Form.Password", password);
        var answer = await page.APIRequest.PostAsync("/login", new() { Form = form, MaxRedirects = 0 });
        Assert.True(answer.Status == 302, $"The owner was not signed in: {answer.Status} {await answer.TextAsync()}");
    }

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)""")]
    private static partial Regex HiddenField();
}
