// An app with an owner who can sign in, for tests of pages.
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Omni.Tests.Support;

public sealed partial class AdminApp : OmniApp
{
    private const string Email = "owner@omni.example";
    private const string Password = "correct horse battery";

    public AdminApp() => Furnish(Settings);

    /// <summary>For apps of another sort: the settings that make the owner.</summary>
    public static void Furnish(Dictionary<string, string> settings)
        => (settings["Omni:Bootstrap:AdminEmail"], settings["Omni:Bootstrap:AdminPassword"]) = (Email, Password);

    /// <summary>Signs the owner of tenant <c>default</c> in and opens a page of theirs. The form is posted without being drawn: AccountPageTests look at it.</summary>
    public static async Task OpenAsync(IPage page, string path)
    {
        var form = page.APIRequest.CreateFormData();
        var shown = await (await page.APIRequest.GetAsync("/login")).TextAsync();

        foreach (Match hidden in HiddenField().Matches(shown))
        {
            form.Set(hidden.Groups["name"].Value, WebUtility.HtmlDecode(hidden.Groups["value"].Value));
        }

        form.Set("Form.Email", Email).Set("Form.Password", Password);
        var answer = await page.APIRequest.PostAsync("/login", new() { Form = form, MaxRedirects = 0 });
        Assert.True(answer.Status == 302, $"The owner was not signed in: {answer.Status} {await answer.TextAsync()}");
        await page.GotoAsync(path);
    }

    [GeneratedRegex("""<input type="hidden" name="(?<name>[^"]*)" value="(?<value>[^"]*)""")]
    private static partial Regex HiddenField();
}
