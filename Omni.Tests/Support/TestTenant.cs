// A business of a test, with its own gateway, agent, instance and key.
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Omni.Core.Agents;
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Delivery;
using Omni.Core.Delivery.Scheduling;
using Omni.Core.Instances;
using Omni.Core.Messages;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Tests.Support;

public sealed class TestTenant : IAsyncDisposable
{
    public const string WebhookToken = "webhook-token-of-a-test";
    private readonly OmniApp _app;

    private TestTenant(OmniApp app, Tenant tenant, string apiKey, FakeEvolution gateway, FakeAgent agent)
        => (_app, Tenant, ApiKey, Gateway, Agent) = (app, tenant, apiKey, gateway, agent);

    public Tenant Tenant { get; }

    public string ApiKey { get; }

    public FakeEvolution Gateway { get; }

    public FakeAgent Agent { get; }

    public string InstanceName => $"{Tenant.Slug}-wa";

    public Guid InstanceId { get; private set; }

    /// <summary>A tenant with one WhatsApp instance that an Automagik agent answers.</summary>
    public static async Task<TestTenant> CreateAsync(OmniApp app, string? slug = null, bool hasAgent = true, int gatewayPort = 0)
    {
        slug ??= $"t-{Guid.NewGuid():N}"[..14];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/tenants") { Content = JsonContent.Create(new { slug, name = slug }), Headers = { { "x-api-key", OmniApp.PlatformKey } } };
        using var response = await app.SharedHttp.SendAsync(request);
        response.EnsureSuccessStatusCode();
        var key = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("api_key").GetString()!;
        var tenant = await app.Services.GetRequiredService<Core.Data.Postgres.AcrossTenants>().FindTenantAsync(slug, default);
        var made = new TestTenant(app, tenant!, key, await FakeEvolution.StartAsync($"gateway-key-of-{slug}", gatewayPort), await FakeAgent.StartAsync());
        await made.AddInstanceAsync(hasAgent);
        return made;
    }

    public HttpClient Api() => _app.Api(ApiKey);

    /// <summary>Posts a webhook to the tenant's instance, with its token.</summary>
    public async Task<HttpResponseMessage> PostAsync(ReadOnlyMemory<byte> body, string? token = WebhookToken, string? suffix = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhook/evolution/{InstanceName}{suffix}") { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new("application/json");

        if (token is not null)
        {
            request.Headers.Add("X-Omni-Webhook-Token", token);
        }

        return await _app.SharedHttp.SendAsync(request);
    }

    /// <summary>Posts one text message of a person, as Evolution would.</summary>
    public Task<HttpResponseMessage> ReceiveAsync(string id, string digits, string text) => PostAsync(Webhooks.Text(id, digits, text));

    /// <summary>The threads of so many people who said hello.</summary>
    public async Task<List<Guid>> BeginAsync(int people)
    {
        for (var n = 0; n < people; n++)
        {
            (await ReceiveAsync($"BEGIN-{n}", $"5511901{n:000000}", "hello")).EnsureSuccessStatusCode();
        }

        return await ReadAsync(db => db.Conversations.Select(c => c.Id).ToListAsync());
    }

    /// <summary>Texts of ours that are to leave at their time.</summary>
    public async Task ScheduleAsync(IReadOnlyList<(Guid Thread, string Text, DateTimeOffset At)> wanted)
    {
        await using var scope = _app.Enter(Tenant);
        var queue = scope.ServiceProvider.GetRequiredService<QueueMessage>();

        foreach (var (thread, text, at) in wanted)
        {
            var made = await queue.RunAsync(new() { ConversationId = thread, Content = text, Source = MessageSource.Api, Schedule = new(ScheduledTime.Of(at, TimeZoneInfo.Utc)) }, default);
            Assert.True(made.IsOk, made.Error?.Message);
        }
    }

    public async Task<T> ReadAsync<T>(Func<OmniDbContext, Task<T>> read)
    {
        await using var scope = _app.Enter(Tenant);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync();
        return await read(db);
    }

    public Task<List<Message>> MessagesAsync() => ReadAsync(db => db.Messages.AsNoTracking().OrderBy(m => m.Sequence).ToListAsync());

    /// <summary>Waits, at most twenty seconds, until what is stored is as expected; then answers it.</summary>
    public async Task<List<Message>> WaitForMessagesAsync(Func<List<Message>, bool> expected)
        => await Eventually.ReadAsync(MessagesAsync, expected, messages => string.Join("; ", messages.Select(m => $"{m.Direction} {m.Status} '{m.Text}'")));

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Agent.DisposeAsync();
    }

    private async Task AddInstanceAsync(bool hasAgent)
    {
        await using var scope = _app.Enter(Tenant);
        var secrets = scope.ServiceProvider.GetRequiredService<SecretBox>();
        var now = DateTimeOffset.UnixEpoch;
        var agent = new Agent { Name = "assistant", Kind = AgentKind.Automagik, Url = Agent.Url, Key = secrets.Seal($"agent-key-of-{Tenant.Slug}"), TimeoutSeconds = 60, CreatedAt = now };
        var instance = new Instance
        {
            Name = InstanceName,
            Channel = ChannelType.WhatsApp,
            EvolutionUrl = Gateway.Url,
            EvolutionKey = secrets.Seal(Gateway.Key),
            WhatsAppInstance = $"wa-of-{Tenant.Slug}",
            WebhookToken = secrets.Seal(WebhookToken),
            AgentId = hasAgent ? agent.Id : null,
            CreatedAt = now,
        };
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<OmniDbContext>>().CreateDbContextAsync();
        db.AddRange(agent, instance);
        await db.SaveChangesAsync();
        InstanceId = instance.Id;
    }
}
