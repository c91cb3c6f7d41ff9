namespace Omni.Core.Backfill;

/// <summary>What a backfill takes from <c>Omni</c>; checked where the web checks its own.</summary>
public sealed class BackfillOptions
{
    public const string Section = "Omni";

    /// <summary>ISO 3166 region of numbers without a country code, for tenants that have none of their own.</summary>
    public string DefaultRegion { get; set; } = "US";
}
