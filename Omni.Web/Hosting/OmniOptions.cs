using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Omni.Web.Hosting;

/// <summary>What an operator sets: <c>Omni</c> in appsettings.json, <c>Omni__PublicUrl</c> … in the environment.</summary>
public sealed class OmniOptions : IValidatableObject
{
    public const string Section = "Omni";

    /// <summary>Embedded database, local media and logs. Empty: <c>.data</c> beside Omni.sln in Development, <c>data</c> in the content root else.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>What webhook addresses and links are built from. Empty: the address listened on.</summary>
    public string PublicUrl { get; set; } = "";

    /// <summary>ISO 3166 region of numbers typed without a country code; a tenant may have its own.</summary>
    [RegularExpression("^[A-Z]{2}$")]
    public string DefaultRegion { get; set; } = "US";

    /// <summary>Seeds the tenant <c>demo</c>. Null: only in Development.</summary>
    public bool? Demo { get; set; }

    /// <summary>Addresses, or ranges of them, of proxies whose forwarded headers are believed.</summary>
    public string[] TrustedProxies { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicUrl.Length > 0 && (!Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
        {
            yield return new("must be an absolute http or https address", [nameof(PublicUrl)]);
        }

        if (TrustedProxies.FirstOrDefault(p => !IPAddress.TryParse(p, out _) && !IPNetwork.TryParse(p, out _)) is { } bad)
        {
            yield return new($"'{bad}' is no IP address or range", [nameof(TrustedProxies)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class OmniOptionsValidator : IValidateOptions<OmniOptions>;
