// The gateway took a message, and how that ended could not be written down, or not be read.
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Omni.Core.Channels;
using Omni.Core.Contacts;
using Omni.Core.Messages;
using Omni.Tests.Support;

namespace Omni.Tests.Recovery;

[Heavy]
[LongRunning]
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
        acme.Gateway.Delay = TimeSpan.FromSeconds(5);
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
        acme.Gateway.Delay = TimeSpan.FromSeconds(4);
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

    [Fact]
    public async Task What_a_channel_did_not_foresee_is_unknown_for_the_reason_that_it_has_and_stands_in_the_log()
    {
        await using var app = new AppOf(services => services.Replace(ServiceDescriptor.Singleton<IChannel, ThrowingChannel>()));
        await app.InitializeAsync();
        await using var acme = await TestTenant.CreateAsync(app, hasAgent: false);
        using var api = acme.Api();

        var sent = await SendAsync(api, acme, "5511900000001");

        var message = Assert.Single(await acme.WaitForMessagesAsync(m => m is [{ Status: MessageStatus.Unknown }]));
        Assert.Equal("Omni could not read the gateway's answer, so it is not known whether it arrived.", message.Error);
        Assert.Contains(app.Logs.Lines, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains($"{sent} ended in a way", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_exchanged_may_be_lost_but_not_how_it_ended()
    {
        await using var app = new OmniApp();
        await app.InitializeAsync();
        await using var acme = await TestTenant.CreateAsync(app);
        await using (var database = NpgsqlDataSource.Create(app.ConnectionString))
        await using (var refuse = database.CreateCommand("ALTER TABLE trace_payloads ADD CONSTRAINT refused CHECK (stage <> 'channel_response')"))
        {
            await refuse.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        (await acme.ReceiveAsync("ASK", "5511900000001", "Oi")).EnsureSuccessStatusCode();

        var messages = await acme.WaitForMessagesAsync(m => m is [_, { Status: MessageStatus.Sent }]);
        Assert.Equal(Assert.Single(acme.Gateway.Sends).MessageId, messages[1].ProviderMessageId);
        await WaitForLogAsync(app, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains($"sending message {messages[1].Id} could not be stored", StringComparison.Ordinal));
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

    private sealed class AppOf(Action<IServiceCollection> change) : OmniApp
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(change);
        }
    }

    private sealed class ThrowingChannel : IChannel
    {
        public ChannelType Type => ChannelType.WhatsApp;

        public bool IsRepeatable => false;

        public bool IsAuthentic(WebhookRequest request, ChannelConnection connection, DateTimeOffset now) => false;

        public IReadOnlyList<InboundEvent> Read(WebhookRequest request, DateTimeOffset now) => [];

        public bool Carries(MessageKind kind) => true;

        public Task<SendResult> SendAsync(OutboundMessage message, ChannelConnection connection, CancellationToken cancellationToken) => throw new NotSupportedException("Nobody foresaw this.");

        public Task<SendResult> EditAsync(SentMessage message, string text, ChannelConnection connection, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<SendResult> DeleteAsync(SentMessage message, ChannelConnection connection, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ShowTypingAsync(string address, ChannelConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
