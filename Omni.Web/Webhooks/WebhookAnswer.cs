using System.Text.Json.Serialization;

namespace Omni.Web.Webhooks;

/// <param name="Status">Always <c>success</c>.</param>
/// <param name="Instance">The instance's name.</param>
/// <param name="TraceId">The trace of the last message newly stored; null when none was.</param>
/// <param name="Messages">How many messages were newly stored.</param>
internal sealed record WebhookAnswer(string Status, string Instance, Guid? TraceId, int Messages);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WebhookAnswer))]
internal sealed partial class WebhookJson : JsonSerializerContext;
