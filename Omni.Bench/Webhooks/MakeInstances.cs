// Two businesses with one WhatsApp instance each and no agent, made as an operator makes them: over REST.
using System.Text.Json;
using Omni.Bench.Servers;

namespace Omni.Bench.Webhooks;

internal static class MakeInstances
{
    /// <summary>Answers the doors of their webhooks.</summary>
    public static async Task<WebhookTarget[]> RunAsync(ServerProcess omni)
    {
        var targets = new List<WebhookTarget>();

        foreach (var slug in (string[])["bench-one", "bench-two"])
        {
            var key = (await PostAsync(omni, OmniServer.PlatformKey, "tenants", new { slug, name = slug })).GetProperty("api_key").GetString()!;
            var instance = await PostAsync(omni, key, "instances", new { name = $"wa-{slug}", channel_type = "whatsapp", evolution_url = "https://gateway.example", evolution_key = "key-of-the-bench" });
            targets.Add(new($"/webhook/evolution/wa-{slug}", instance.GetProperty("webhook_token").GetString()!));
        }

        return [.. targets];
    }

    private static async Task<JsonElement> PostAsync(ServerProcess omni, string key, string path, object body)
    {
        using var http = new HttpClient { BaseAddress = new(omni.Url) };
        http.DefaultRequestHeaders.Add("x-api-key", key);
        using var answer = await http.PostAsJsonAsync($"/api/v1/{path}", body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"POST {path}: {text}");
    }
}

/// <summary>Where a gateway posts to, and how it proves itself.</summary>
internal sealed record WebhookTarget(string Path, string Token);
