// What the canaries' way through does: everything that takes a secret takes one, and everybody who hears one repeats it.
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Secrets;

public sealed partial class CanaryTests
{
    private const string Customer = "5511988887777";
    private const string Instance = "canary-shop";

    // Answers what addresses are filled in with.
    private async Task<Dictionary<string, string>> FillAsync(OmniApp app, HttpClient api, EchoingWorld world, string receiver)
    {
        var instance = await MakeAsync(api, "/api/v1/instances", new
        {
            name = Instance,
            channel_type = "whatsapp",
            evolution_url = world.Url,
            evolution_key = _canaries.New("evolution key"),
            whatsapp_instance = "shop",
            agent_api_url = world.Url,
            agent_api_key = _canaries.New("agent key"),
            agent_timeout = 10,
            auto_setup = false,
        });
        _canaries.Keep("first webhook token", instance.GetProperty("webhook_token").GetString());
        using var renewed = await api.PostAsync($"/api/v1/instances/{Instance}/webhook-token", null, Cancellation);
        var token = _canaries.Keep("webhook token", (await renewed.ReadAsync(HttpStatusCode.OK)).GetProperty("webhook_token").GetString());
        var subscription = await MakeAsync(api, "/api/v1/webhooks", new { url = receiver });
        _canaries.Keep("secret of a subscription", subscription.GetProperty("secret").GetString());
        _canaries.Keep("key of a tenant", (await MakeAsync(api, "/api/v1/keys", new { name = "program" })).GetProperty("key").GetString());
        _canaries.Keep("first key of a tenant", (await MakeAsync(api, "/api/v1/tenants", new { slug = "another", name = "Another" })).GetProperty("api_key").GetString());
        var agent = (await GetAsync(api, "/api/v1/agents")).GetProperty("items")[0].GetProperty("name").GetString()!;

        await SayAsync(app, token, header: true, "Good morning");
        await SentAsync(api, 2);
        await SayAsync(app, token, header: false, "And by the address");
        await SentAsync(api, 4);
        await CallToolAsync(app, world);
        await GatewayAsync(api, "status", "qr", "connect", "restart");
        await TestAgentAsync(api, agent);
        world.Refuses = true;
        await SayAsync(app, token, header: true, "And when you refuse?");
        await Eventually.ReadAsync(() => GetAsync(api, "/api/v1/traces?status=error"), found => found.GetProperty("total").GetInt32() > 0);
        using var refused = await api.PostAsJsonAsync($"/api/v1/instances/{Instance}/send-text?wait=true", new { to = $"+{Customer}", text = "One by the API" }, Cancellation);
        _canaries.AssertAbsent("A refused send", await refused.Content.ReadAsStringAsync(Cancellation));
        await GatewayAsync(api, "status", "connect", "logout");
        await TestAgentAsync(api, agent);
        await RefusedAtTheDoorsAsync(app);
        return await FurnishListsAsync(api, agent, app.Clock.GetUtcNow().AddDays(1));
    }

    private static async Task<Dictionary<string, string>> FurnishListsAsync(HttpClient api, string agent, DateTimeOffset tomorrow)
    {
        var lead = await MakeAsync(api, "/api/v1/leads", new { name = "Maria Silva", phone_number = $"+{Customer}" });
        var file = await PostAsync(api, $"/api/v1/instances/{Instance}/send-media", new { to = $"+{Customer}", media_type = "image", media_base64 = "AAEC", mime_type = "image/png" });
        await PostAsync(api, "/api/v1/scheduled", new { conversation_id = file.GetProperty("conversation_id").GetString(), text = "Tomorrow", send_at = tomorrow });
        await PostAsync(api, "/api/v1/backfill/conversations", new { dry_run = true });
        var (conversation, contact) = (file.GetProperty("conversation_id").GetString()!, file.GetProperty("contact_id").GetString()!);
        var trace = (await GetAsync(api, "/api/v1/traces?status=error")).GetProperty("items")[0];
        return new()
        {
            ["/api/v1/conversations/by-phone/{phone}"] = $"+{Customer}",
            ["/api/v1/attachments/{id}"] = file.GetProperty("attachments")[0].GetProperty("id").GetString()!,
            ["/api/v1/messages/{id}"] = file.GetProperty("id").GetString()!,
            ["/inbox/Id"] = conversation,
            ["/contacts/Id"] = contact,
            ["/leads/Id"] = lead.GetProperty("id").GetString()!,
            ["/agents/Name"] = agent,
            ["/instances/Name"] = Instance,
            ["/webhooks/Id"] = (await GetAsync(api, "/api/v1/webhooks")).GetProperty("items")[0].GetProperty("id").GetString()!,
            ["/traces/Id"] = trace.GetProperty("trace_id").GetString()!,
            ["/traces/of/MessageId"] = trace.GetProperty("message_id").GetString()!,
        };
    }

    // As a gateway would that repeats the instance's own key in the body, and the address with the token in it.
    private async Task SayAsync(OmniApp app, string token, bool header, string text)
    {
        using var http = app.Http();
        var address = $"/webhook/evolution/{Instance}";
        var key = _canaries.All.First(c => c.Contains("evolution-key", StringComparison.Ordinal));
        using var request = new HttpRequestMessage(HttpMethod.Post, header ? address : $"{address}?token={Uri.EscapeDataString(token)}")
        {
            Content = JsonContent.Create(new
            {
                @event = "messages.upsert",
                instance = "shop",
                data = Webhooks.Item($"3A{Guid.NewGuid():N}", Customer, text, at: app.Clock.GetUtcNow().ToUnixTimeSeconds()),
                destination = $"{app.BaseUrl}{address}?token={Uri.EscapeDataString(token)}",
                apikey = key,
                note = $"called with {key} and {token}",
            }),
        };

        if (header)
        {
            request.Headers.Add("X-Omni-Webhook-Token", token);
        }

        using var answer = await http.SendAsync(request, Cancellation);
        _canaries.AssertAbsent("The answer to a webhook", await answer.Content.ReadAsStringAsync(Cancellation));
        answer.EnsureSuccessStatusCode();
    }

    private async Task CallToolAsync(OmniApp app, EchoingWorld world)
    {
        using var http = app.Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _canaries.Keep("context token", world.Token));
        using var answer = await http.PostAsJsonAsync("/api/v1/tools/send-location?wait=true", new { latitude = 1.5, longitude = 2.5, name = "Here" }, Cancellation);
        _canaries.AssertAbsent("The answer to a tool", (await answer.ReadAsync(HttpStatusCode.OK)).GetRawText());
    }

    private async Task GatewayAsync(HttpClient api, params string[] what)
    {
        foreach (var action in what)
        {
            using var answer = action is "status" or "qr" ? await api.GetAsync($"/api/v1/instances/{Instance}/{action}", Cancellation) : await api.PostAsync($"/api/v1/instances/{Instance}/{action}", null, Cancellation);
            _canaries.AssertAbsent(action, await answer.Content.ReadAsStringAsync(Cancellation));
        }
    }

    private async Task TestAgentAsync(HttpClient api, string agent)
    {
        using var answer = await api.PostAsJsonAsync($"/api/v1/agents/{agent}/test", new { message = "What do you know?" }, Cancellation);
        _canaries.AssertAbsent("The test of an agent", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    // What was nearly right must not come back either.
    private async Task RefusedAtTheDoorsAsync(OmniApp app)
    {
        using var wrong = app.Api(_canaries.New("wrong key"));
        using var answer = await wrong.GetAsync("/api/v1/conversations", Cancellation);
        _canaries.AssertAbsent("A refused key", (await answer.ReadAsync(HttpStatusCode.Unauthorized)).GetRawText());
        using var http = app.Http();
        using var refused = await http.PostAsJsonAsync($"/webhook/evolution/{Instance}?token={Uri.EscapeDataString(_canaries.New("wrong token"))}", new { }, Cancellation);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        _canaries.AssertAbsent("A refused webhook", await refused.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<JsonElement> MakeAsync(HttpClient api, string path, object body)
    {
        using var answer = await api.PostAsJsonAsync(path, body, Cancellation);
        return await answer.ReadAsync(HttpStatusCode.Created);
    }

    private static async Task<JsonElement> PostAsync(HttpClient api, string path, object body)
    {
        using var answer = await api.PostAsJsonAsync(path, body, Cancellation);
        return await answer.ReadAsync(HttpStatusCode.Accepted);
    }

    private static async Task<JsonElement> GetAsync(HttpClient api, string path)
    {
        using var answer = await api.GetAsync(path, Cancellation);
        return await answer.ReadAsync(HttpStatusCode.OK);
    }

    private static Task<JsonElement> SentAsync(HttpClient api, int count) => Eventually.ReadAsync(
        async () => await GetAsync(api, $"/api/v1/conversations/{(await GetAsync(api, "/api/v1/conversations")).GetProperty("items")[0].GetProperty("id").GetString()}/messages"),
        found => found.GetProperty("items").EnumerateArray().Count(m => m.GetProperty("status").GetString() is "sent" or "received") >= count,
        found => found.GetRawText());
}
