using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Omni.Web.Hosting;

/// <summary>What works from the first start, before anybody has signed in: <c>Omni:Bootstrap</c>.</summary>
public sealed class BootstrapOptions : IValidatableObject
{
    public const string Section = "Omni:Bootstrap";

    /// <summary>A platform key for the REST API, 16 characters or more. Empty: none.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>The first owner, of tenant <c>default</c>. Empty: <c>/setup</c> asks.</summary>
    [EmailAddress]
    public string? AdminEmail { get; set; }

    public string? AdminPassword { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ApiKey.Length is > 0 and < 16)
        {
            yield return new("must have 16 characters or more", [nameof(ApiKey)]);
        }

        if (string.IsNullOrEmpty(AdminEmail) != string.IsNullOrEmpty(AdminPassword))
        {
            yield return new("go together: set both, or none", [nameof(AdminEmail), nameof(AdminPassword)]);
        }
    }
}

[OptionsValidator]
internal sealed partial class BootstrapOptionsValidator : IValidateOptions<BootstrapOptions>;
