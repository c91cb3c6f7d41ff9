// The gateway took a message, and the database was gone when that was to be written down.
using System.Net.Http.Json;
using System.Text.Json;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Recovery;

public sealed class LostResultTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_result_that_could_not_be_stored_screams_with_the_messages_id_and_is_repaired_by_the_echo_alone()
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var app = OmniApp.On(postgres.ConnectionString);
        await app.InitializeAsync();
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        acme.Gateway.Delay = TimeSpan.FromSeconds(2);
        using var api = acme.Api();
        var echoed = await SendAsync(api, acme, "5511900000001");
        var silent = await SendAsync(api, acme, "5511900000002");

        await acme.Gateway.WaitForSendsAsync(2);
        await postgres.StopAsync();
        await ScreamedAsync(app, echoed);
        await ScreamedAsync(app, silent);
        await postgres.StartAgainAsync();

        var told = acme.Gateway.Accepted.Single(call => call.Number == "5511900000001");
        using var echo = await Eventually.ReadAsync(() => acme.PostAsync(Webhooks.Text(told.MessageId!, told.Number!, told.Text!, fromMe: true)), answer => answer.IsSuccessStatusCode);
        acme.Gateway.Delay = TimeSpan.Zero;
        var after = await SendAsync(api, acme, "5511900000002", "Are you still there?");
        var messages = await acme.WaitForMessagesAsync(m => m is [_, _, { Status: MessageStatus.Sent }]);

        Assert.Equal(
            [(echoed, MessageStatus.Sent, told.MessageId), (silent, MessageStatus.Unknown, null), (after, MessageStatus.Sent, acme.Gateway.Accepted[^1].MessageId)],
            messages.Select(m => (m.Id, m.Status, m.ProviderMessageId)));
        Assert.Equal(3, acme.Gateway.Sends.Count);
    }

    [Fact]
    public async Task A_database_that_is_back_within_seconds_learns_what_was_sent_meanwhile()
    {
        await using var postgres = await PrivatePostgres.StartAsync();
        await using var app = OmniApp.On(postgres.ConnectionString);
        await app.InitializeAsync();
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        acme.Gateway.Delay = TimeSpan.FromSeconds(1);
        using var api = acme.Api();
        var sent = await SendAsync(api, acme, "5511900000001");

        await acme.Gateway.WaitForSendsAsync(1);
        await postgres.StopAsync();
        await WaitForLogAsync(app, line => line.StartsWith("Warning", StringComparison.Ordinal) && line.Contains($"{sent} could not be stored yet", StringComparison.Ordinal));
        await postgres.StartAgainAsync();

        var message = Assert.Single(await acme.WaitForMessagesAsync(m => m is [{ Status: MessageStatus.Sent }]));
        Assert.Equal(Assert.Single(acme.Gateway.Sends).MessageId, message.ProviderMessageId);
        Assert.DoesNotContain(app.Logs.Lines, line => line.StartsWith("Critical", StringComparison.Ordinal));
    }

    // The first ones after an outage may meet a connection that it broke.
    private static async Task<Guid> SendAsync(HttpClient api, TestTenant acme, string digits, string text = "Hello")
    {
        using var answer = await Eventually.ReadAsync(
            () => api.PostAsJsonAsync($"/api/v1/instances/{acme.InstanceName}/send-text", new { to = $"+{digits}", text }), posted => posted.IsSuccessStatusCode);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("message_id").GetGuid();
    }

    private static Task ScreamedAsync(OmniApp app, Guid message)
        => WaitForLogAsync(app, line => line.StartsWith("Critical", StringComparison.Ordinal) && line.Contains($"sending message {message}", StringComparison.Ordinal));

    private static async Task WaitForLogAsync(OmniApp app, Func<string, bool> isIt)
    {
        using var patience = new CancellationTokenSource(Patience);

        while (!app.Logs.Lines.Any(isIt))
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
