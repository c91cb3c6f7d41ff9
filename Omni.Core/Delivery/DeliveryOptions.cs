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
}

[OptionsValidator]
public sealed partial class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>;
