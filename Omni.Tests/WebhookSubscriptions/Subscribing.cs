// The shortest ways to subscribe, and to see what became of it.
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Omni.Core.WebhookSubscriptions;
using Omni.Tests.Support;

namespace Omni.Tests.WebhookSubscriptions;

internal static class Subscribing
{
    public const string Customer = "5511988887777";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Subscribes a receiver; answers the id and the secret.</summary>
    public static async Task<(Guid Id, string Secret)> SubscribeAsync(this TestTenant tenant, string url, params string[] events)
    {
        using var api = tenant.Api();
        using var made = await api.PostAsJsonAsync("/api/v1/webhooks", new { url, events }, Cancellation);
        var body = await made.ReadAsync(HttpStatusCode.Created);
        return (body.GetProperty("id").GetGuid(), body.GetProperty("secret").GetString()!);
    }

    public static async Task<JsonElement> GetAsync(this TestTenant tenant, string path)
    {
        using var api = tenant.Api();
        using var answer = await api.GetAsync(path, Cancellation);
        return await answer.ReadAsync(HttpStatusCode.OK);
    }

    /// <summary>The log of a subscription, oldest first, when it is as expected.</summary>
    public static Task<List<JsonElement>> LogAsync(this TestTenant tenant, Guid id, Func<List<JsonElement>, bool> expected)
        => Eventually.ReadAsync(
            async () => (await tenant.GetAsync($"/api/v1/webhooks/{id}/deliveries")).GetProperty("items").EnumerateArray().Reverse().ToList(),
            expected,
            log => string.Join("; ", log));

    public static string StatusOf(this JsonElement delivery) => delivery.GetProperty("status").GetString()!;

    public static async Task ReceiveAllAsync(this TestTenant tenant, params string[] texts)
    {
        foreach (var text in texts)
        {
            (await tenant.ReceiveAsync($"ID-{text}", Customer, text)).EnsureSuccessStatusCode();
        }
    }

    public static Task<List<WebhookDelivery>> DeliveriesAsync(this TestTenant tenant)
        => tenant.ReadAsync(db => Task.FromResult(db.WebhookDeliveries.OrderBy(d => d.Sequence).ToList()));
}
