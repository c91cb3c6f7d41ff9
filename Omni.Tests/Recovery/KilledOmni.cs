// An Omni that was killed twice over at once: while an agent was thinking, and while a gateway kept a send to itself; then started again.
using Npgsql;
using Omni.Tests.Support;

namespace Omni.Tests.Recovery;

public sealed class KilledOmni : IAsyncLifetime
{
    /// <summary>Whose agent was still thinking.</summary>
    public const string Asker = "5511900000001";

    /// <summary>Whose answer was just being sent.</summary>
    public const string Waiter = "5511900000002";

    private readonly OmniApp _seed = new();
    private readonly string _files = Directory.CreateTempSubdirectory("omni-killed-").FullName;
    private ChildOmni? _omni;

    public TestTenant Tenant { get; private set; } = null!;

    public DateTimeOffset StartedAgain { get; private set; }

    public async ValueTask InitializeAsync()
    {
        // Makes the tenant, and does no work of its own: its lanes are stopped before the first message comes.
        await _seed.InitializeAsync();
        Tenant = await TestTenant.CreateAsync(_seed);
        await _seed.StopLanesAsync();

        Tenant.Agent.Override = call => call.Message is "Are you there?" ? FakeAgentMode.Hang : null;
        Tenant.Gateway.Override = call => call.Number is Waiter ? FakeEvolutionMode.Hang : null;
        _omni = await ChildOmni.StartAsync(_seed.ConnectionString, _files);
        (await ReceiveAsync(Webhooks.Text("ASKED", Asker, "Are you there?"))).EnsureSuccessStatusCode();
        (await ReceiveAsync(Webhooks.Text("WAITED", Waiter, "Hello"))).EnsureSuccessStatusCode();
        await Tenant.Agent.WaitForCallsAsync(2, TimeSpan.FromSeconds(60));
        await Tenant.Gateway.WaitForSendsAsync(1, TimeSpan.FromSeconds(60));
        await _omni.KillAsync();

        Tenant.Agent.Override = null;
        Tenant.Gateway.Override = null;
        await _omni.DisposeAsync();
        StartedAgain = TimeProvider.System.GetUtcNow();
        _omni = await ChildOmni.StartAsync(_seed.ConnectionString, _files);
    }

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

        if (Tenant is not null)
        {
            await Tenant.DisposeAsync();
        }

        await _seed.DisposeAsync();
        Directory.Delete(_files, recursive: true);
    }
}
