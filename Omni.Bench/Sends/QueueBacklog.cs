// Threads as REST begins them, and behind them what waits to leave: copies of their first message, as many as wanted.
using System.Globalization;
using System.Text.Json;
using Omni.Bench.Servers;

namespace Omni.Bench.Sends;

internal sealed class QueueBacklog(BenchDatabase database)
{
    // As many as fill all lanes of a node: no tenant may hold more than a quarter of them.
    public const int Tenants = 4;
    public const int ThreadsPerTenant = 64;
    public const int Threads = Tenants * ThreadsPerTenant;

    private readonly List<HttpClient> _apis = [];

    /// <summary>Makes the tenants, each with an instance at the gateway, and sends the first text of every thread.</summary>
    public async Task BeginAsync(ServerProcess omni, string gatewayUrl)
    {
        for (var tenant = 0; tenant < Tenants; tenant++)
        {
            using var platform = ClientOf(omni, OmniServer.PlatformKey);
            var slug = string.Create(CultureInfo.InvariantCulture, $"bench-sends-{tenant}");
            var made = await ReadAsync(await platform.PostAsJsonAsync("/api/v1/tenants", new { slug, name = slug }));
            var api = ClientOf(omni, made.GetProperty("api_key").GetString()!);
            await ReadAsync(await api.PostAsJsonAsync("/api/v1/instances", new { name = $"wa-{slug}", channel_type = "whatsapp", evolution_url = gatewayUrl, evolution_key = SlowGateway.Key, auto_setup = false }));
            _apis.Add(api);
        }

        await Parallel.ForAsync(0, Threads, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (thread, _) => await PostAsync(thread, "first 0"));
    }

    /// <summary>Sends one text over REST.</summary>
    public async Task PostAsync(int thread, string text)
        => await ReadAsync(await _apis[thread % Tenants].PostAsJsonAsync(
            $"/api/v1/instances/wa-bench-sends-{thread % Tenants}/send-text", new { to = string.Create(CultureInfo.InvariantCulture, $"+1555{thread:D7}"), text }));

    /// <summary>Queues so many in every thread, in turn, as "name 1", "name 2" and so on. The sweep finds them.</summary>
    public Task QueueAsync(string name, int perThread) => database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
        INSERT INTO messages OVERRIDING USER VALUE
        SELECT (jsonb_populate_record(m, jsonb_build_object('id', gen_random_uuid(), 'text', '{name} ' || n, 'status', 10, 'attempts', 0, 'provider_message_id', NULL,
            'client_key', NULL, 'next_attempt_at', NULL, 'sent_at', now(), 'created_at', now()))).*
        FROM generate_series(1, {perThread}) n CROSS JOIN messages m
        WHERE m.text = 'first 0'
        ORDER BY n, m.id
        """));

    public async Task WaitUntilSentAsync()
    {
        while (await database.CountAsync("SELECT count(*) FROM messages WHERE status IN (10, 20)") > 0)
        {
            await Task.Delay(100);
        }
    }

    private static HttpClient ClientOf(ServerProcess omni, string key)
    {
        var http = new HttpClient { BaseAddress = new(omni.Url) };
        http.DefaultRequestHeaders.Add("x-api-key", key);
        return http;
    }

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{answer.RequestMessage!.RequestUri}: {text}");
    }
}
