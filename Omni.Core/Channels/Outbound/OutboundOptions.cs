using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Omni.Core.Channels.Outbound;

/// <summary>Where Omni may connect to: <c>Omni:Outbound</c>. Public addresses are always allowed.</summary>
public sealed class OutboundOptions : IValidatableObject
{
    public const string Section = "Omni:Outbound";

    /// <summary>What stands for it in Development when nothing is set.</summary>
    internal static readonly string[] Loopback = ["127.0.0.0/8", "::1"];

    /// <summary>
    /// Hosts in private ranges that agents, gateways and media may be fetched from. Each is a name (<c>evolution</c>), all names under
    /// one (<c>*.internal</c>), an address or a range of them (<c>10.0.0.5</c>, <c>10.0.0.0/8</c>, <c>[fd00::1]</c>), and may end in a
    /// port (<c>evolution:8080</c>). A name allows whatever addresses it resolves to.
    /// </summary>
    public string[] AllowedPrivateHosts { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var entry in AllowedPrivateHosts.Where(e => e.Length > 0 && AllowedHost.Parse(e) is null))
        {
            yield return new($"'{entry}' is no host: write evolution, evolution:8080, *.internal, 10.0.0.5 or 10.0.0.0/8", [nameof(AllowedPrivateHosts)]);
        }
    }
}

[OptionsValidator]
public sealed partial class OutboundOptionsValidator : IValidateOptions<OutboundOptions>;
