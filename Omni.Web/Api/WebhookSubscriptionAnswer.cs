using Omni.Core.WebhookSubscriptions;

namespace Omni.Web.Api;

/// <summary>A subscription on the wire. Its secret is whole only in the answer that made it.</summary>
internal sealed record WebhookSubscriptionAnswer
{
    public required Guid Id { get; init; }

    public required string Url { get; init; }

    /// <summary>Names of events; <c>*</c> alone for all.</summary>
    public required IReadOnlyList<string> Events { get; init; }

    public required string Secret { get; init; }

    public required bool IsActive { get; init; }

    /// <summary>Why Omni switched it off; null when a person did, or when it is on.</summary>
    public required string? PauseReason { get; init; }

    /// <summary>When the first attempt failed since one succeeded; null while all is well.</summary>
    public required DateTimeOffset? FailingSince { get; init; }

    /// <summary>Deliveries that are still to go out.</summary>
    public required int Waiting { get; init; }

    public required DateTimeOffset? LastDeliveredAt { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static WebhookSubscriptionAnswer Of(SubscriptionRow row, string? newSecret = null)
    {
        var subscription = row.Subscription;
        return new()
        {
            Id = subscription.Id,
            Url = subscription.Url,
            Events = subscription.Events.Count == 0 ? [WebhookEvents.Any] : subscription.Events,
            Secret = newSecret ?? subscription.Secret.Masked,
            IsActive = subscription.IsActive,
            PauseReason = subscription.PauseReason,
            FailingSince = subscription.FailingSince,
            Waiting = row.Waiting,
            LastDeliveredAt = row.LastDeliveredAt,
            CreatedAt = subscription.CreatedAt,
            UpdatedAt = subscription.UpdatedAt,
        };
    }
}

/// <param name="Id">What the receiver sees as X-Omni-Delivery, at every attempt.</param>
/// <param name="WebhookId">The subscription.</param>
/// <param name="Event">What happened.</param>
/// <param name="SubjectId">To which message, conversation or contact.</param>
/// <param name="Status">pending, delivered or failed.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="StatusCode">The HTTP status of the last answer.</param>
/// <param name="Error">Why the last attempt failed.</param>
/// <param name="Response">The beginning of the last answer.</param>
/// <param name="DurationMs">How long the last attempt took.</param>
/// <param name="NextAttemptAt">When it is tried next; null for at once or never.</param>
/// <param name="CreatedAt">When it happened.</param>
/// <param name="DeliveredAt">When the receiver took it.</param>
internal sealed record WebhookDeliveryAnswer(
    Guid Id,
    Guid WebhookId,
    string Event,
    Guid SubjectId,
    WebhookDeliveryStatus Status,
    int Attempts,
    int? StatusCode,
    string? Error,
    string? Response,
    int? DurationMs,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DeliveredAt)
{
    public static WebhookDeliveryAnswer Of(WebhookDelivery delivery) => new(
        delivery.Id, delivery.SubscriptionId, delivery.Event, delivery.SubjectId, delivery.Status, delivery.Attempts, delivery.StatusCode, delivery.Error, delivery.Response, delivery.DurationMs,
        delivery.NextAttemptAt, delivery.CreatedAt, delivery.DeliveredAt);
}

/// <param name="Success">Whether the receiver took the ping.</param>
/// <param name="DeliveryId">Its entry in the log.</param>
/// <param name="StatusCode">The HTTP status of its answer; null when there was none.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Response">The beginning of its answer.</param>
internal sealed record WebhookTestAnswer(bool Success, Guid DeliveryId, int? StatusCode, int? DurationMs, string? Error, string? Response)
{
    public static WebhookTestAnswer Of(WebhookDelivery ping)
        => new(ping.Status is WebhookDeliveryStatus.Delivered, ping.Id, ping.StatusCode, ping.DurationMs, ping.Error, ping.Response);
}
