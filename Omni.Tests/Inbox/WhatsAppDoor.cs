// A WhatsApp instance of a business; the test posts what its gateway would.
using System.Net.Http.Json;
using System.Text.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Inbox;

internal sealed class WhatsAppDoor(OmniApp app, string name, string token)
{
    /// <summary>An instance without an agent, and with a gateway that nobody asks.</summary>
    public static Task<WhatsAppDoor> OpenAsync(Business business, string name) => OpenAsync(business.App, business.Api(), name);

    /// <summary>The same in tenant <c>default</c>.</summary>
    public static Task<WhatsAppDoor> OpenAsync(AdminApp app, string name) => OpenAsync(app, app.Api(), name);

    /// <summary>A live message.</summary>
    /// <param name="jid">The chat.</param>
    /// <param name="text">What it says.</param>
    /// <param name="person">The sender's name; null for none.</param>
    /// <param name="alt">The sender's other address, where the gateway knows it.</param>
    /// <param name="at">The channel's time; now when left out.</param>
    /// <param name="participant">Who wrote, in a group.</param>
    public Task SayAsync(string jid, string text, string? person = "Maria Silva", string? alt = null, DateTimeOffset? at = null, string? participant = null)
        => PostAsync("messages.upsert", Item(jid, text, at ?? app.Clock.GetUtcNow(), person, alt, participant));

    /// <summary>Anything that is not text.</summary>
    public Task BringAsync(string jid, object message, string person = "Maria Silva") => PostAsync("messages.upsert", new
    {
        key = new { remoteJid = jid, fromMe = false, id = $"3A{Guid.NewGuid():N}" },
        pushName = person,
        message,
        messageTimestamp = app.Clock.GetUtcNow().ToUnixTimeSeconds(),
    });

    /// <summary>Somebody is <c>composing</c>, <c>recording</c> or has <c>paused</c>.</summary>
    public Task TypeAsync(string jid, string presence)
        => PostAsync("presence.update", new { id = jid, presences = new Dictionary<string, object> { [jid] = new { lastKnownPresence = presence } } });

    /// <summary>Messages of the past, oldest first.</summary>
    public Task ImportAsync(string jid, IEnumerable<(string Text, DateTimeOffset At)> messages, string person = "Maria Silva")
        => PostAsync("messages.set", messages.Select(m => Item(jid, m.Text, m.At, person, null, null)).ToArray());

    public async Task PostAsync(string @event, object data)
    {
        using var http = app.Http();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/webhook/evolution/{name}")
        {
            Content = JsonContent.Create(new { @event, instance = name, data, sender = "5511900000009@s.whatsapp.net" }),
        };
        request.Headers.Add("X-Omni-Webhook-Token", token);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<WhatsAppDoor> OpenAsync(OmniApp app, HttpClient api, string name)
    {
        using var _ = api;
        using var made = await api.PostAsJsonAsync("/api/v1/instances", new { name, channel_type = "whatsapp", evolution_url = "http://127.0.0.1:9", evolution_key = "a-key-of-nobody" });
        made.EnsureSuccessStatusCode();
        return new(app, name, (await made.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("webhook_token").GetString()!);
    }

    private static object Item(string jid, string text, DateTimeOffset at, string? person, string? alt, string? participant) => new
    {
        key = new { remoteJid = jid, fromMe = false, id = $"3A{Guid.NewGuid():N}", addressingMode = jid.EndsWith("@lid", StringComparison.Ordinal) ? "lid" : "pn", remoteJidAlt = alt, participant },
        pushName = person,
        status = "DELIVERY_ACK",
        message = new { conversation = text },
        messageType = "conversation",
        messageTimestamp = at.ToUnixTimeSeconds(),
        source = "ios",
    };
}
