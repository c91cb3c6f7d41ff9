// A tenant of a running app, and the shortest ways to furnish it over the API.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Omni.Tests.Support;

/// <param name="Slug">Its name in addresses.</param>
/// <param name="Key">Its first key.</param>
/// <param name="Api">A client that calls with that key.</param>
public sealed record ApiTenant(string Slug, string Key, HttpClient Api)
{
    /// <summary>Adds an instance, and answers what the API said; <c>webhook_token</c> is in it.</summary>
    /// <param name="name">Null takes one that nobody has.</param>
    /// <param name="fields">On top of name and channel; a web chat unless they say otherwise.</param>
    public async Task<JsonElement> CreateInstanceAsync(string? name = null, object? fields = null)
    {
        var body = JsonSerializer.SerializeToNode(fields ?? new { })!.AsObject();
        body["name"] ??= name ?? ApiTenants.NewName("i");
        body["channel_type"] ??= "webchat";
        using var response = await Api.PostAsJsonAsync("/api/v1/instances", body, TestContext.Current.CancellationToken);
        return await response.ReadAsync(HttpStatusCode.Created);
    }

    /// <summary>Adds a WhatsApp instance on a gateway, with an agent when an address is given.</summary>
    public Task<JsonElement> CreateWhatsAppAsync(string name, string evolutionUrl, string evolutionKey, string? agentUrl = null, string? agentKey = null)
        => CreateInstanceAsync(name, new
        {
            channel_type = "whatsapp",
            evolution_url = evolutionUrl,
            evolution_key = evolutionKey,
            agent_api_url = agentUrl,
            agent_api_key = agentKey,
        });
}

public static class ApiTenants
{
    /// <summary>A name that no other test uses.</summary>
    public static string NewName(string prefix) => $"{prefix}-{Guid.NewGuid():N}"[..20];

    public static async Task<ApiTenant> CreateTenantAsync(this OmniApp app, string? slug = null)
    {
        slug ??= NewName("t");
        using var api = app.Api();
        using var response = await api.PostAsJsonAsync("/api/v1/tenants", new { slug, name = slug }, TestContext.Current.CancellationToken);
        var key = (await response.ReadAsync(HttpStatusCode.Created)).GetProperty("api_key").GetString()!;
        return new(slug, key, app.Api(key));
    }

    /// <summary>The JSON of an answer that must have this status.</summary>
    public static async Task<JsonElement> ReadAsync(this HttpResponseMessage response, HttpStatusCode expected)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} instead of {(int)expected}: {text}");
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement;
    }
}
