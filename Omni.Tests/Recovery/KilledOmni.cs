// An Omni that was killed in the midst of everything at once: while an agent was thinking, while a gateway kept a send to itself, while scheduled messages
// were going out, while a backfill ran and while a receiver of webhooks listened; then started again.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Jobs;
using Omni.Tests.Support;
using Omni.Tests.WebhookSubscriptions;

namespace Omni.Tests.Recovery;

public sealed class KilledOmni : IAsyncLifetime
{
    /// <summary>Whose agent was still thinking.</summary>
    public const string Asker = "5511900000001";

    /// <summary>Whose answer was just being sent.</summary>
    public const string Waiter = "5511900000002";

    public const int Scheduled = 60;
    private const int ScheduledPeople = 10;

    private readonly OmniApp _seed = new();
    private readonly string _files = Directory.CreateTempSubdirectory("omni-killed-").FullName;
    private ChildOmni? _omni;

    /// <summary>Whose agent and gateway took their time.</summary>
    public TestTenant Tenant { get; private set; } = null!;

    /// <summary>Who had <see cref="Scheduled"/> messages for the seconds about the end.</summary>
    public TestTenant Punctual { get; private set; } = null!;

    /// <summary>Whose events were being told.</summary>
    public TestTenant Teller { get; private set; } = null!;

    /// <summary>Who listens to them, and never answered the first.</summary>
    internal FakeReceiver Receiver { get; private set; } = null!;

    /// <summary>Who had their history healed.</summary>
    public KilledBackfill Backfill { get; private set; } = null!;

    public DateTimeOffset StartedAgain { get; private set; }

    public async ValueTask InitializeAsync()
    {
        // Makes the tenants, and does no work of its own: all of it is stopped before the first message comes.
        await _seed.InitializeAsync();
        Tenant = await TestTenant.CreateAsync(_seed);
        Punctual = await TestTenant.CreateAsync(_seed, hasAgent: false);
        Teller = await TestTenant.CreateAsync(_seed, hasAgent: false);
        Receiver = await FakeReceiver.StartAsync();
        await _seed.StopLanesAsync();
        await _seed.Services.GetRequiredService<JobRunner>().StopAsync(default);
        await _seed.Services.GetServices<IHostedService>().OfType<FireOnTime>().Single().StopAsync(default);

        Tenant.Agent.Override = call => call.Message is "Are you there?" ? FakeAgentMode.Hang : null;
        Tenant.Gateway.Override = call => call.Number is Waiter ? FakeEvolutionMode.Hang : null;
        Receiver.Answer = async (_, hangUp) =>
        {
            await Task.Delay(Receiver.Calls.Count == 1 ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, hangUp);
            return 200;
        };
        await Teller.SubscribeAsync(Receiver.Url, "message.created");
        _omni = await ChildOmni.StartAsync(_seed.ConnectionString, _files);
        Backfill = await KilledBackfill.PrepareAsync(_omni, _seed.ConnectionString);
        (await ReceiveAsync(Webhooks.Text("ASKED", Asker, "Are you there?"))).EnsureSuccessStatusCode();
        (await ReceiveAsync(Webhooks.Text("WAITED", Waiter, "Hello"))).EnsureSuccessStatusCode();
        await Tenant.Agent.WaitForCallsAsync(2, TimeSpan.FromSeconds(60));
        await Tenant.Gateway.WaitForSendsAsync(1, TimeSpan.FromSeconds(60));
        await ScheduleAsync();
        await Teller.ReceiveAllAsync("one", "two", "three");
        await Receiver.WaitAsync(1);
        await Punctual.Gateway.WaitForSendsAsync(5, TimeSpan.FromSeconds(60));
        await Backfill.StartAsync(_omni);
        await _omni.KillAsync();

        Tenant.Agent.Override = null;
        Tenant.Gateway.Override = null;
        await _omni.DisposeAsync();
        Assert.True(Punctual.Gateway.Sends.Count < Scheduled, "All that was scheduled had left before it was killed.");
        StartedAgain = TimeProvider.System.GetUtcNow();
        _omni = await ChildOmni.StartAsync(_seed.ConnectionString, _files);
    }

    /// <summary>The client of a key, at the node that was started again.</summary>
    public HttpClient As(string key) => _omni!.As(key);

    public async Task<HttpResponseMessage> ReceiveAsync(byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhook/evolution/{Tenant.InstanceName}") { Content = new ByteArrayContent(body) };
        request.Headers.Add("X-Omni-Webhook-Token", TestTenant.WebhookToken);
        return await _omni!.Http.SendAsync(request);
    }

    /// <summary>What was said to a person, oldest first, with how it stands.</summary>
    public async Task<List<(string Text, short Status, string? ProviderId)>> SaidToAsync(string digits)
    {
        await using var connection = new NpgsqlConnection(_seed.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT text, status, provider_message_id FROM messages WHERE direction = 'Outbound' AND address LIKE @a ORDER BY sequence", connection);
        command.Parameters.AddWithValue("a", $"{digits}%");
        await using var reader = await command.ExecuteReaderAsync();
        var said = new List<(string, short, string?)>();

        while (await reader.ReadAsync())
        {
            said.Add((reader.GetString(0), reader.GetInt16(1), await reader.IsDBNullAsync(2) ? null : reader.GetString(2)));
        }

        return said;
    }

    public async ValueTask DisposeAsync()
    {
        if (_omni is not null)
        {
            await _omni.DisposeAsync();
        }

        foreach (IAsyncDisposable? other in new IAsyncDisposable?[] { Tenant, Punctual, Teller, Receiver })
        {
            await (other?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await _seed.DisposeAsync();
        Directory.Delete(_files, recursive: true);
    }

    // For longer than it takes to kill it, and less than a lost send of the waiter's would be waited for.
    private async Task ScheduleAsync()
    {
        var threads = await Punctual.BeginAsync(ScheduledPeople);
        var start = _seed.Clock.GetUtcNow().AddSeconds(1);
        await Punctual.ScheduleAsync([.. Enumerable.Range(0, Scheduled).Select(n => (threads[n % threads.Count], $"k{n}", start.AddMilliseconds(n * 300)))]);
    }
}
