// A WhatsApp instance of a business on a fake gateway, with an agent or without.
using System.Net;
using System.Net.Http.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Traces;

internal static class Shops
{
    /// <summary>Says something as a person: number, name, words.</summary>
    public static async Task<Func<string, string, string, Task>> ConnectAsync(this Business business, FakeEvolution gateway, FakeAgent agent, bool hasAgent = true)
    {
        var name = ApiTenants.NewName("shop");
        using var api = business.Api();
        using var made = await api.PostAsJsonAsync("/api/v1/instances", new
        {
            name,
            channel_type = "whatsapp",
            evolution_url = gateway.Url,
            evolution_key = gateway.Key,
            agent_api_url = hasAgent ? agent.Url : null,
            agent_api_key = hasAgent ? "agent-key-of-the-shop" : null,
            auto_setup = false,
        }, TestContext.Current.CancellationToken);
        var token = (await made.ReadAsync(HttpStatusCode.Created)).GetProperty("webhook_token").GetString()!;
        return async (digits, person, text) =>
        {
            using var http = business.App.Http();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhook/evolution/{name}")
            {
                Content = new ByteArrayContent(Webhooks.Text($"3A{Guid.NewGuid():N}", digits, text, name: person, at: business.App.Clock.GetUtcNow().ToUnixTimeSeconds())),
            };
            request.Headers.Add("X-Omni-Webhook-Token", token);
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            answer.EnsureSuccessStatusCode();
        };
    }
}
