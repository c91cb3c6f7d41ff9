using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Omni.Core.Channels;
using Omni.Core.Channels.Outbound;
using Omni.Tests.Support;

namespace Omni.Tests.Channels.Outbound;

public sealed class OutboundRuleTests
{
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("2002:0808:0808::1", true)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.127.255.255", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.9.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fe80::1%1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b:1::808:808", false)]
    [InlineData("2001:0:4136:e378::1", false)]
    [InlineData("2001:db8::1", false)]
    public void Only_public_addresses_are_allowed_unlisted(string address, bool allowed)
        => Assert.Equal(allowed, Rule().Allows("agent.example", 443, IPAddress.Parse(address)));

    [Theory]
    [InlineData("evolution", "evolution", 8080, "10.0.0.5", true)]
    [InlineData("Evolution", "EVOLUTION.", 8080, "10.0.0.5", true)]
    [InlineData("evolution", "evolution.evil.example", 8080, "10.0.0.5", false)]
    [InlineData("evolution:8080", "evolution", 8080, "10.0.0.5", true)]
    [InlineData("evolution:8080", "evolution", 22, "10.0.0.5", false)]
    [InlineData("*.internal", "agents.internal", 80, "10.0.0.5", true)]
    [InlineData("*.internal", "internal", 80, "10.0.0.5", false)]
    [InlineData("*.internal", "notinternal", 80, "10.0.0.5", false)]
    [InlineData("10.0.0.5", "10.0.0.5", 80, "10.0.0.5", true)]
    [InlineData("10.0.0.5", "whatever", 80, "::ffff:10.0.0.5", true)]
    [InlineData("10.0.0.5", "10.0.0.6", 80, "10.0.0.6", false)]
    [InlineData("10.0.0.5:81", "10.0.0.5", 80, "10.0.0.5", false)]
    [InlineData("10.0.0.0/8", "whatever", 80, "10.9.9.9", true)]
    [InlineData("10.0.0.0/8", "whatever", 80, "192.168.0.1", false)]
    [InlineData("[fd00::1]:80", "[fd00::1]", 80, "fd00::1", true)]
    [InlineData("[fd00::1]:80", "[fd00::1]", 81, "fd00::1", false)]
    [InlineData("fd00::1", "fd00::1", 81, "fd00::1", true)]
    public void A_listed_host_is_allowed(string entry, string host, int port, string address, bool allowed)
        => Assert.Equal(allowed, Rule(entry).Allows(host, port, IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://evolution")]
    [InlineData("evolution:port")]
    [InlineData("a b")]
    public void An_entry_that_is_no_host_stops_the_start(string entry)
        => Assert.True(new OutboundOptionsValidator().Validate(null, new() { AllowedPrivateHosts = [entry] }).Failed);

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0x7f.1:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    public async Task No_way_of_writing_loopback_gets_through(string address)
    {
        await using var server = await FakeServer.StartAsync((http, _) => http.Response.WriteAsync("secret", TestContext.Current.CancellationToken));
        using var client = new HttpClient(OutboundClients.NewHandler(Rule(), Dns.GetHostAddressesAsync));

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, address, new Uri(server.Url).Port), TestContext.Current.CancellationToken));

        Assert.Equal(HttpRequestError.ConnectionError, failure.HttpRequestError);
        Assert.Contains("Omni:Outbound:AllowedPrivateHosts", OutboundRefusedException.MessageIn(failure), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://１２７.1/")]
    [InlineData("http://０x7f.1./")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://127.0.0\u00ad.1/")]
    [InlineData("http://ⓛocalhost/")]
    [InlineData("http://localhost./")]
    [InlineData("http://whatever.localhost/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://someone@8.8.8.8/")]
    [InlineData("http://\u200b.com/")]
    public async Task No_gateway_is_sent_to_what_is_private_however_it_is_written(string address)
        => Assert.NotNull(await new CheckFetch(Rule()).RefusalAsync(address, TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("http://8.8.8.8/")]
    [InlineData("http://8.8.8.8./")]
    [InlineData("http://８.8.8.8/")]
    [InlineData("http://[2606:4700::1111]/")]
    public async Task A_gateway_may_fetch_what_is_public(string address)
        => Assert.Null(await new CheckFetch(Rule()).RefusalAsync(address, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_name_that_changes_its_address_is_checked_at_every_connection_and_asked_for_once()
    {
        await using var server = await FakeServer.StartAsync((http, _) =>
        {
            http.Response.Headers.Connection = "close";
            return http.Response.WriteAsync("fine", TestContext.Current.CancellationToken);
        });
        var asked = 0;
        using var client = new HttpClient(OutboundClients.NewHandler(Rule("127.0.0.1"), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(++asked == 1 ? "127.0.0.1" : "127.0.0.2")])));
        var address = $"http://agent.example:{new Uri(server.Url).Port}/";

        Assert.Equal("fine", await client.GetStringAsync(address, TestContext.Current.CancellationToken));
        Assert.Equal(1, asked);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(address, TestContext.Current.CancellationToken));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task The_named_clients_obey_the_rule_and_follow_no_redirects()
    {
        await using var server = await FakeServer.StartAsync((http, _) =>
        {
            http.Response.Redirect("http://127.0.0.1/elsewhere");
            return Task.CompletedTask;
        });

        foreach (var name in (string[])[NamedClients.Evolution, NamedClients.Agents])
        {
            await using var closed = Services("Production");
            await using var open = Services("Development");
            await using var emptied = Services("Development", "");
            await using var listed = Services("Production", "127.0.0.1, evolution");

            await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(closed, name, server.Url));
            await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(emptied, name, server.Url));
            Assert.Equal(HttpStatusCode.Redirect, await GetAsync(open, name, server.Url));
            Assert.Equal(HttpStatusCode.Redirect, await GetAsync(listed, name, server.Url));
        }
    }

    private static async Task<HttpStatusCode> GetAsync(ServiceProvider services, string name, string url)
    {
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient(name);
        using var response = await client.GetAsync(url, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private static ServiceProvider Services(string environment, string? allowed = null)
    {
        var settings = allowed is null ? [] : new Dictionary<string, string?> { ["Omni:Outbound:AllowedPrivateHosts"] = allowed };
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton<IHostEnvironment>(new HostingEnvironment { EnvironmentName = environment });
        services.AddOutbound();
        return services.BuildServiceProvider();
    }

    private static OutboundRule Rule(params string[] allowed) => new(Options.Create(new OutboundOptions { AllowedPrivateHosts = allowed }));
}
