// What people and programs say about a subscription, in one shape for the page and the API.
using Omni.Core.Results;

namespace Omni.Core.WebhookSubscriptions;

/// <summary>Fields of a subscription by their names on the wire. Absent leaves what is there.</summary>
public sealed record SubscriptionFields
{
    /// <summary>Where deliveries are posted to: http or https.</summary>
    public Optional<string?> Url { get; init; }

    /// <summary>Names of events; null, none or <c>*</c> for all.</summary>
    public Optional<IReadOnlyList<string?>?> Events { get; init; }

    /// <summary>What deliveries are signed with, 16 to 200 characters; made up when absent. It cannot be changed.</summary>
    public Optional<string?> Secret { get; init; }

    /// <summary>False pauses it; null takes true.</summary>
    public Optional<bool?> IsActive { get; init; }
}
