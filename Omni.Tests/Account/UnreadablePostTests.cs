// Posts of pages that cannot be read are refused, and nobody is woken for them.
using System.Net;
using System.Text.RegularExpressions;
using Omni.Tests.Support;

namespace Omni.Tests.Account;

public sealed partial class UnreadablePostTests
{
    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task A_post_without_an_antiforgery_token_is_a_bad_request_and_no_failure(string environment)
    {
        await using var app = new OmniApp { Settings = { ["environment"] = environment } };
        await app.InitializeAsync();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new(app.BaseUrl) };

        foreach (var accept in (string[])["*/*", "text/html"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/logout") { Content = new FormUrlEncodedContent([]), Headers = { { "Accept", accept } } };
            using var refused = await http.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.DoesNotContain("Exception", await refused.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(app.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nor_is_one_of_somebody_who_is_signed_in()
    {
        await using var app = new AdminApp();
        await app.InitializeAsync();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new(app.BaseUrl) };
        var page = await http.GetStringAsync("/login", TestContext.Current.CancellationToken);
        Dictionary<string, string> form = new()
        {
            ["__RequestVerificationToken"] = VerificationToken().Match(page).Groups[1].Value,
            ["_handler"] = "login",
            ["Form.Email"] = app.Settings["Omni:Bootstrap:AdminEmail"],
            ["Form.Password"] = app.Settings["Omni:Bootstrap:AdminPassword"],
        };
        using var signedIn = await http.PostAsync("/login", new FormUrlEncodedContent(form), TestContext.Current.CancellationToken);
        Assert.Equal("/inbox", new Uri(new Uri(app.BaseUrl), signedIn.Headers.Location!).AbsolutePath);

        using var refused = await http.PostAsync("/switch-tenant", new FormUrlEncodedContent([new("tenant", "default")]), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.DoesNotContain(app.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));
    }

    [GeneratedRegex("__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex VerificationToken();
}
