// Writes what a delivery says. Only the state of its subject changes between attempts.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Omni.Core.Tenancy;

namespace Omni.Core.WebhookSubscriptions;

public sealed class WriteBody(IShowSubjects subjects, TenantContext tenant)
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>UTF-8 JSON; null when what it is about is gone, so that there is nothing to say.</summary>
    public async Task<byte[]?> RunAsync(WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        var data = delivery.Event is WebhookEvents.Ping
            ? new JsonObject { ["webhook_id"] = delivery.SubjectId }
            : await subjects.ShowAsync(delivery.Event, delivery.SubjectId, cancellationToken);
        return data is null ? null : JsonSerializer.SerializeToUtf8Bytes(
            new JsonObject
            {
                ["event"] = delivery.Event,
                ["id"] = delivery.Id,
                ["timestamp"] = delivery.CreatedAt.UtcDateTime,
                ["tenant"] = tenant.RequiredSlug,
                ["data"] = data,
            },
            Readable);
    }
}
