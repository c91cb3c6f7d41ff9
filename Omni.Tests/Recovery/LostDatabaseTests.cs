using System.Diagnostics;
using System.Net;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Recovery;

public sealed class LostDatabaseTests
{
    private const string Customer = "5511988887777";

    [Fact]
    public async Task Without_its_database_Omni_answers_503_at_once_and_goes_on_when_it_is_back()
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var app = OmniApp.On(postgres.ConnectionString);
        await app.InitializeAsync();
        await using var acme = await TestTenant.CreateAsync(app);
        (await acme.ReceiveAsync("BEFORE", Customer, "before")).EnsureSuccessStatusCode();
        await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);

        await postgres.StopAsync();
        await AssertUnavailableAsync(acme, "an instance that is remembered");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        await AssertUnavailableAsync(acme, "an instance that must be looked up");
        await postgres.StartAgainAsync();

        await Eventually.ReadAsync(() => acme.ReceiveAsync("AFTER", Customer, "after"), answer => answer.StatusCode is HttpStatusCode.OK);
        var messages = await acme.WaitForMessagesAsync(m => m is [_, _, _, { Status: MessageStatus.Sent }]);
        Assert.Equal(["before", "Answer to: before", "after", "Answer to: after"], messages.Select(m => m.Text));
        Assert.Equal(2, acme.Gateway.Sends.Count);
        await AssertThatAnAnswerWaitsAsync(postgres, acme);
    }

    // What the agent said while the database was away is kept, not asked for again.
    private static async Task AssertThatAnAnswerWaitsAsync(PrivatePostgres postgres, TestTenant acme)
    {
        acme.Agent.Mode = FakeAgentMode.Hang;
        (await acme.ReceiveAsync("DURING", Customer, "during")).EnsureSuccessStatusCode();
        await acme.Agent.WaitForCallsAsync(3);
        await postgres.StopAsync();
        var watch = Stopwatch.StartNew();
        acme.Agent.Mode = FakeAgentMode.Answer;
        acme.Agent.Release();
        await Task.Delay(TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken);
        await postgres.StartAgainAsync();
        var away = watch.Elapsed;

        await acme.WaitForMessagesAsync(m => m is [_, _, _, _, _, { Text: "Answer to: during", Status: MessageStatus.Sent }]);
        Assert.True(acme.Agent.Calls.Count == 3 || away > TimeSpan.FromSeconds(8), $"Asked {acme.Agent.Calls.Count} times after {away}.");
        Assert.Equal(3, acme.Gateway.Sends.Count);
    }

    private static async Task AssertUnavailableAsync(TestTenant acme, string text)
    {
        var watch = Stopwatch.StartNew();
        using var answer = await acme.ReceiveAsync("AFTER", Customer, text);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.DoesNotContain("   at ", await answer.Content.ReadAsStringAsync());
    }
}
