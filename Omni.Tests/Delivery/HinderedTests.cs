// What keeps messages from leaving now: a pause, a limit, a gateway that keeps failing. They wait, in order, and say why.
using System.Net;
using System.Net.Http.Json;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Delivery;

[Heavy]
[LongRunning]
public sealed class HinderedTests(OmniApp app) : IClassFixture<OmniApp>
{
    // Half of twenty within ten seconds open the circuit.
    private const int Failing = 30;

    [Fact]
    public async Task While_sending_is_paused_messages_wait_and_leave_in_order_afterwards()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        await ChangeAsync(api, acme, new { sending_paused = true });

        await SendAsync(api, acme, "+5511988887777", "one");
        await SendAsync(api, acme, "+5511988887777", "two");
        var waiting = await acme.WaitForMessagesAsync(m => m is [{ Error: not null }, _]);
        Assert.Equal((MessageStatus.Queued, 0), (waiting[0].Status, waiting[0].Attempts));
        Assert.Contains("paused", waiting[0].Error, StringComparison.Ordinal);
        Assert.Empty(acme.Gateway.Sends);

        await ChangeAsync(api, acme, new { sending_paused = false });

        var sent = await acme.WaitForMessagesAsync(m => m.All(x => x.Status is MessageStatus.Sent));
        Assert.All(sent, m => Assert.Null(m.Error));
        Assert.Equal(["one", "two"], acme.Gateway.Sends.Select(s => s.Text));
    }

    [Fact]
    public async Task Two_nodes_together_send_no_more_a_minute_than_the_instance_may()
    {
        await using var other = OmniApp.On(app.ConnectionString);
        await other.InitializeAsync();
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        using var elsewhere = other.Api(acme.ApiKey);

        // Two a second.
        await ChangeAsync(api, acme, new { send_limit_per_minute = 120 });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => SendAsync(n % 2 == 0 ? api : elsewhere, acme, $"+551198888777{n}", $"{n}")));

        var sends = await acme.Gateway.WaitForSendsAsync(8);
        var gaps = sends.OrderBy(s => s.At).Zip(sends.OrderBy(s => s.At).Skip(1), (a, b) => b.At - a.At).ToList();

        // Three and a half seconds, less what the first one lost on a busy machine; each by itself, the nodes would need one and a half.
        Assert.InRange(sends.Max(s => s.At) - sends.Min(s => s.At), TimeSpan.FromSeconds(1.9), TimeSpan.FromSeconds(20));
        Assert.True(gaps.Count(g => g < TimeSpan.FromMilliseconds(300)) <= 4, string.Join(", ", gaps));
        await acme.WaitForMessagesAsync(m => m.Count == 8 && m.All(x => x.Status is MessageStatus.Sent));
    }

    [Fact]
    public async Task A_gateway_that_keeps_failing_is_left_alone_for_a_while_and_no_message_pays_for_it()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        acme.Gateway.Mode = FakeEvolutionMode.Error500;

        await Task.WhenAll(Enumerable.Range(10, Failing).Select(n => SendAsync(api, acme, $"+55119888877{n}", $"{n}")));
        await acme.WaitForMessagesAsync(m => m.Any(x => x.Error is { } error && error.Contains("waits before it asks", StringComparison.Ordinal)));
        var asked = acme.Gateway.Sends.Count;
        await Task.Delay(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken);
        Assert.InRange(acme.Gateway.Sends.Count, asked, asked + 8);
        Assert.All(await acme.MessagesAsync(), m => Assert.Equal(MessageStatus.Queued, m.Status));

        acme.Gateway.Mode = FakeEvolutionMode.Answer;
        var sent = await Eventually.ReadAsync(acme.MessagesAsync, m => m.All(x => x.Status is MessageStatus.Sent), m => string.Join(" ", m.Select(x => x.Status)), TimeSpan.FromSeconds(50));
        Assert.Equal(Failing, sent.Count);
        Assert.Equal(Failing, acme.Gateway.Accepted.Count);
    }

    [Fact]
    public async Task What_one_tenants_instance_learns_of_a_gateway_hinders_no_other_tenant()
    {
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        await using var bolt = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();
        using var theirs = bolt.Api();
        await ChangeAsync(theirs, bolt, new { evolution_url = acme.Gateway.Url, evolution_key = acme.Gateway.Key, whatsapp_instance = $"wa-of-{acme.Tenant.Slug}" });
        acme.Gateway.Mode = FakeEvolutionMode.Error500;
        await Task.WhenAll(Enumerable.Range(10, Failing).Select(n => SendAsync(theirs, bolt, $"+55119888877{n}", $"{n}")));
        await bolt.WaitForMessagesAsync(m => m.Any(x => x.Error is { } error && error.Contains("waits before it asks", StringComparison.Ordinal)));

        acme.Gateway.Mode = FakeEvolutionMode.Answer;
        using var answer = await api.PostAsJsonAsync($"/api/v1/instances/{acme.InstanceName}/send-text?wait=true", new { to = "+5511977776666", text = "hello" });

        Assert.Equal("sent", (await answer.ReadAsync(HttpStatusCode.OK)).GetProperty("status").GetString());
    }

    private static async Task SendAsync(HttpClient api, TestTenant tenant, string to, string text)
    {
        using var answer = await api.PostAsJsonAsync($"/api/v1/instances/{tenant.InstanceName}/send-text", new { to, text });
        await answer.ReadAsync(HttpStatusCode.Accepted);
    }

    private static async Task ChangeAsync(HttpClient api, TestTenant tenant, object fields)
    {
        using var answer = await api.PatchAsJsonAsync($"/api/v1/instances/{tenant.InstanceName}", fields);
        await answer.ReadAsync(HttpStatusCode.OK);
    }
}
