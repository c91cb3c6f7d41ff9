// Short ways to make rules of a test's tenant and to write as its customers.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Omni.Tests.Support;

namespace Omni.Tests.Access;

internal static class Rules
{
    /// <summary>Makes one, and answers it.</summary>
    public static async Task<JsonElement> MakeAsync(HttpClient api, string action, string who, string? instance = null, string? reason = null, DateTimeOffset? expiresAt = null)
    {
        using var made = await PostAsync(api, new { action, phone_number = who, instance_name = instance, reason, expires_at = expiresAt });
        return await made.ReadAsync(HttpStatusCode.Created);
    }

    public static Task<HttpResponseMessage> PostAsync(HttpClient api, object body) => api.PostAsJsonAsync("/api/v1/access/rules", body, TestContext.Current.CancellationToken);

    /// <summary>Makes what a line says: <c>block +1*, allow +12345* @inst</c>. After an @ stands the instance that the rule is for.</summary>
    public static async Task MakeAllAsync(HttpClient api, string rules, IReadOnlyDictionary<string, string> instances)
    {
        foreach (var rule in rules.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            var words = rule.Split(' ');
            await MakeAsync(api, words[0], words[1], words.Length > 2 ? instances[words[2]] : null);
        }
    }

    public static async Task<JsonElement> CheckAsync(HttpClient api, string instance, string sender)
    {
        using var answer = await api.PostAsJsonAsync("/api/v1/access/check", new { instance, sender }, TestContext.Current.CancellationToken);
        return await answer.ReadAsync(HttpStatusCode.OK);
    }
}

/// <summary>One message of WhatsApp, as Evolution tells it.</summary>
internal sealed record Said(string Id, string Jid)
{
    public string? Alt { get; init; }

    public string? Participant { get; init; }

    public string? ParticipantAlt { get; init; }

    public string Text { get; init; } = "Oi";

    public string Event { get; init; } = "messages.upsert";

    public byte[] ToBody() => JsonSerializer.SerializeToUtf8Bytes(new
    {
        @event = Event,
        data = new
        {
            key = new { remoteJid = Jid, fromMe = false, id = Id, remoteJidAlt = Alt, participant = Participant, participantAlt = ParticipantAlt },
            message = new { conversation = Text },
            messageTimestamp = 1763650000,
        },
    });
}
