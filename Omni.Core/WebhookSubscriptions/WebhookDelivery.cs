// One event on its way to one subscription, and afterwards its entry in the log. Made by a trigger in the transaction of what happened.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Tenancy;

namespace Omni.Core.WebhookSubscriptions;

public sealed class WebhookDelivery : ITenantOwned
{
    public const int MaxResponseLength = 500;

    /// <summary>From this attempt on it no longer holds up those behind it.</summary>
    internal const int StepsAside = 3;

    /// <summary>The receiver sees it at every attempt, and knows by it what it has had already.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public required Guid SubscriptionId { get; init; }

    /// <summary>Order of creation; the database gives it.</summary>
    public long Sequence { get; private set; }

    /// <summary>One of <see cref="WebhookEvents"/>, or <see cref="WebhookEvents.Ping"/>.</summary>
    public required string Event { get; init; }

    /// <summary>The message, conversation or contact; for a ping the subscription.</summary>
    public required Guid SubjectId { get; init; }

    public WebhookDeliveryStatus Status { get; private set; } = WebhookDeliveryStatus.Pending;

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; private set; }

    /// <summary>Not before this time; null for at once.</summary>
    public DateTimeOffset? NextAttemptAt { get; private set; }

    /// <summary>The HTTP status of the last answer; null when there was none.</summary>
    public int? StatusCode { get; private set; }

    /// <summary>Why the last attempt failed, in words.</summary>
    public string? Error { get; private set; }

    /// <summary>The beginning of the last answer's body.</summary>
    public string? Response { get; private set; }

    /// <summary>How long the last attempt took, in milliseconds.</summary>
    public int? DurationMs { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; private set; }

    /// <summary>Writes down how an attempt ended.</summary>
    /// <param name="result">How it ended.</param>
    /// <param name="attempts">The number of the attempt.</param>
    /// <param name="nextAttemptAt">When to try again; null for never.</param>
    /// <param name="now">When it ended.</param>
    internal void Record(PostResult result, int attempts, DateTimeOffset? nextAttemptAt, DateTimeOffset now)
    {
        (Attempts, StatusCode, Error, Response, DurationMs) = (attempts, result.StatusCode, result.Error, result.Response, (int)result.Duration.TotalMilliseconds);
        NextAttemptAt = result.IsDelivered ? null : nextAttemptAt;
        DeliveredAt = result.IsDelivered ? now : null;
        Status = result.IsDelivered ? WebhookDeliveryStatus.Delivered : nextAttemptAt is null ? WebhookDeliveryStatus.Failed : WebhookDeliveryStatus.Pending;
    }
}

public enum WebhookDeliveryStatus
{
    Pending,
    Delivered,
    Failed,
}

internal sealed class WebhookDeliveryConfiguration : IEntityTypeConfiguration<WebhookDelivery>
{
    public void Configure(EntityTypeBuilder<WebhookDelivery> delivery)
    {
        delivery.Property(d => d.Id).ValueGeneratedNever();
        delivery.Property(d => d.Sequence).ValueGeneratedOnAdd().UseIdentityAlwaysColumn();
        delivery.Property(d => d.Event).HasMaxLength(40);
        delivery.Property(d => d.Error).HasMaxLength(500);
        delivery.Property(d => d.Response).HasMaxLength(WebhookDelivery.MaxResponseLength);

        // Serves the log: newest first.
        delivery.HasIndex(d => new { d.TenantId, d.SubscriptionId, d.Sequence });

        // Serves the log of what failed, which stands far apart in the log of all.
        delivery.HasIndex(d => new { d.TenantId, d.SubscriptionId, d.Sequence }, "ix_webhook_deliveries_failed").HasFilter("status = 'Failed'");

        // Serves the lanes and their sweep: what waits, in order.
        delivery.HasIndex(d => new { d.TenantId, d.SubscriptionId, d.Sequence }, "ix_webhook_deliveries_due").HasFilter("status = 'Pending'");

        // Serves the lanes and their sweep: what stepped aside, by its time.
        delivery.HasIndex(d => new { d.TenantId, d.SubscriptionId, d.NextAttemptAt }, "ix_webhook_deliveries_aside").HasFilter("status = 'Pending' AND attempts >= 3");

        // Serves the triggers: is this change going to be told anyway?
        delivery.HasIndex(d => new { d.TenantId, d.SubjectId, d.SubscriptionId }, "ix_webhook_deliveries_untried").HasFilter("status = 'Pending' AND attempts = 0");

        // Serves forgetting.
        delivery.HasIndex(d => new { d.TenantId, d.CreatedAt });

        delivery.HasOne<WebhookSubscription>().WithMany().HasForeignKey(d => d.SubscriptionId).OnDelete(DeleteBehavior.Cascade);
    }
}
