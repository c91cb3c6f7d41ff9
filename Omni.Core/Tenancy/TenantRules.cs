// What a tenant's fields may hold. Names of fields are those on the wire.
using System.Globalization;
using System.Text.RegularExpressions;
using Omni.Core.Clocks;
using Omni.Core.Results;

namespace Omni.Core.Tenancy;

internal static partial class TenantRules
{
    private static readonly Lazy<HashSet<string>> Regions = new(() =>
        [.. CultureInfo.GetCultures(CultureTypes.SpecificCultures).Select(c => new RegionInfo(c.Name).TwoLetterISORegionName)]);

    public static void CheckSlug(FieldErrors errors, string? slug)
        => errors.Require(slug is not null && Slug().IsMatch(slug), "slug", "Use 2 to 40 lower-case letters, digits and hyphens, beginning with a letter or digit.");

    public static void CheckName(FieldErrors errors, string? name)
        => errors.Require(!string.IsNullOrWhiteSpace(name) && name.Trim().Length <= 200, "name", "Give a name of 1 to 200 characters.");

    public static void CheckRegion(FieldErrors errors, string? region)
        => errors.Require(region is null || IsRegion(region.ToUpperInvariant()), "default_region", "Use a country's two letters, such as IL or US.");

    public static void CheckTimeZone(FieldErrors errors, string? zone)
        => errors.Require(zone is null || TimeZones.Find(zone) is not null, "time_zone", "Use the name of a time zone as IANA writes it, such as Asia/Jerusalem.");

    public static void CheckLeadRule(FieldErrors errors, string? rule)
        => errors.Require(rule is null or "none" or "first_message", "lead_rule", "Give none or first_message.");

    public static LeadRule LeadRuleOf(string? rule) => rule is "first_message" ? LeadRule.FirstMessage : LeadRule.None;

    private static bool IsRegion(string region)
        => region.Length == 2 && region.All(char.IsAsciiLetterUpper) && (Regions.Value.Count == 0 || Regions.Value.Contains(region));

    // \z, not $: a slug that ends in a line break is none.
    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{1,39}\z")]
    private static partial Regex Slug();
}
