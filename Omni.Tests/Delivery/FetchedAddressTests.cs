// Files that a gateway is to fetch: only from where it may be sent, and from exactly the address that was looked at.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Delivery;

public sealed class FetchedAddressTests(SharedApp app)
{
    [Theory]
    [InlineData("http://10.0.0.7/internal.png")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://[fd00::1]/a.png")]
    [InlineData("http://１６９.254.169.254/")]
    [InlineData("http://169。254。169。254/")]
    [InlineData("http://①⑥⑨.254.169.254/latest/meta-data")]
    [InlineData("http://169.254.169\u00ad.254/")]
    [InlineData("http://169.254.169.254./")]
    [InlineData("http://10.7./")]
    public async Task No_gateway_is_told_to_fetch_from_a_private_network(string url)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);

        var refused = await SendAsync(acme, url);

        Assert.Equal("failed", refused.GetProperty("status").GetString());
        Assert.Contains("private address", refused.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(acme.Gateway.Sends);
    }

    [Theory]
    [InlineData("http://１２７.0.0.1:9099/ü/a.png?x=1", "http://127.0.0.1:9099/%C3%BC/a.png?x=1")]
    [InlineData("http://münchen.example/a.png", "http://xn--mnchen-3ya.example/a.png")]
    public async Task A_gateway_is_given_the_address_that_was_checked_and_so_is_whoever_opens_the_file(string written, string checkedAddress)
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);

        var sent = await SendAsync(acme, written);

        Assert.Equal(("sent", checkedAddress), (sent.GetProperty("status").GetString(), Assert.Single(acme.Gateway.Sends).Read("media")));
        using var api = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new(app.BaseUrl), DefaultRequestHeaders = { { "x-api-key", acme.ApiKey } } };
        using var opened = await api.GetAsync($"/api/v1/attachments/{sent.GetProperty("attachments")[0].GetProperty("id").GetString()}");
        Assert.Equal((HttpStatusCode.Redirect, checkedAddress), (opened.StatusCode, opened.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task A_files_address_may_be_longer_than_a_services()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        var url = $"https://files.example/a.png?signature={new string('f', 1_500)}";

        await SendAsync(acme, url);

        Assert.Equal(url, Assert.Single(acme.Gateway.Sends).Read("media"));
    }

    private static async Task<JsonElement> SendAsync(TestTenant tenant, string url)
    {
        using var api = tenant.Api();
        using var answer = await api.PostAsJsonAsync(
            $"/api/v1/instances/{tenant.InstanceName}/send-media?wait=true", new { to = "+5511988887777", media_type = "image", media_url = url }, TestContext.Current.CancellationToken);
        return await answer.ReadAsync(HttpStatusCode.OK);
    }
}
