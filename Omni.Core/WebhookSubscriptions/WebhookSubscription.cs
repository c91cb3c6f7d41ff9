// Where a tenant wants to be told what happens, and of what.
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Omni.Core.Results;
using Omni.Core.Secrets;
using Omni.Core.Tenancy;

namespace Omni.Core.WebhookSubscriptions;

public sealed class WebhookSubscription : ITenantOwned
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public TenantId TenantId { get; private set; }

    public required string Url { get; set; }

    /// <summary>What deliveries are signed with.</summary>
    public required SealedSecret Secret { get; init; }

    /// <summary>Names of <see cref="WebhookEvents"/>; empty means all, also those to come.</summary>
    public List<string> Events { get; set; } = [];

    /// <summary>False: what happens meanwhile is not told, and what waits goes out when it is true again.</summary>
    public bool IsActive { get; private set; } = true;

    /// <summary>Why Omni switched it off; null when a person did, or when it is on.</summary>
    public string? PauseReason { get; private set; }

    /// <summary>When the first attempt failed since one succeeded; null while all is well.</summary>
    public DateTimeOffset? FailingSince { get; private set; }

    /// <summary>Deliveries that were given up since one succeeded.</summary>
    public int GivenUpInARow { get; private set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }

    public void Pause(string? reason) => (IsActive, PauseReason) = (false, reason);

    public void Resume()
    {
        IsActive = true;
        Recover();
        PauseReason = null;
    }

    /// <summary>The receiver took something.</summary>
    public void Recover() => (FailingSince, GivenUpInARow) = (null, 0);

    /// <summary>The receiver did not take something.</summary>
    /// <param name="isGivenUp">Whether it will not be tried again by itself.</param>
    /// <param name="now">When that was.</param>
    public void Fail(bool isGivenUp, DateTimeOffset now)
    {
        FailingSince ??= now;
        GivenUpInARow += isGivenUp ? 1 : 0;
    }
}

internal sealed class WebhookSubscriptionConfiguration : IEntityTypeConfiguration<WebhookSubscription>
{
    public void Configure(EntityTypeBuilder<WebhookSubscription> subscription)
    {
        subscription.Property(s => s.Id).ValueGeneratedNever();
        subscription.Property(s => s.Url).HasMaxLength(WebAddress.MaxLength);
        subscription.Property(s => s.PauseReason).HasMaxLength(500);

        // Serves the triggers, on every new message: who is to be told? Also the list.
        subscription.HasIndex(s => new { s.TenantId, s.IsActive });
    }
}
