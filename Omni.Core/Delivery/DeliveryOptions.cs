using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Omni.Core.Delivery;

/// <summary>How messages leave: <c>Omni:Delivery</c>.</summary>
public sealed class DeliveryOptions
{
    public const string Section = "Omni:Delivery";

    /// <summary>Conversations that send at once on one node.</summary>
    [Range(1, 1000)]
    public int Concurrency { get; set; } = 32;

    /// <summary>How long a gateway may take to answer. Longer, and nobody knows whether it sent.</summary>
    [Range(1, 300)]
    public int GatewayTimeoutSeconds { get; set; } = 30;

    /// <summary>The pause before a send that could not be tried is tried again; it doubles each time, up to five minutes.</summary>
    [Range(10, 300_000)]
    public int RetryMilliseconds { get; set; } = 2_000;
}

[OptionsValidator]
public sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;
