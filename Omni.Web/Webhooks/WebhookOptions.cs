using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Omni.Web.Webhooks;

/// <summary>Limits for what channels may post to us: <c>Omni:Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    public const string Section = "Omni:Webhooks";

    /// <summary>The largest body taken, in bytes; more is answered with 413. Media come inside as base64.</summary>
    [Range(1, 536_870_912)]
    public int MaxBodyBytes { get; set; } = 33_554_432;
}

[OptionsValidator]
internal sealed partial class WebhookOptionsValidator : IValidateOptions<WebhookOptions>;
