// What stages of leads are called on the screens.
using System.Globalization;

namespace Omni.Web.Components.Leads;

internal static class LeadWords
{
    /// <summary>Offered to everybody; a tenant's own words stand beside them.</summary>
    public static readonly string[] UsualStages = ["new", "contacted", "qualified", "won", "lost"];

    /// <summary>The usual ones begin with a capital; a tenant's own stay as they are.</summary>
    public static string Stage(string stage) => UsualStages.Contains(stage) ? $"{char.ToUpperInvariant(stage[0])}{stage[1..]}" : stage;

    /// <summary>Whole when it is whole, else with two digits.</summary>
    public static string? Value(decimal? value) => value?.ToString(value % 1 == 0 ? "#,0" : "#,0.00", CultureInfo.InvariantCulture);

    /// <summary>The usual stages, then those in use.</summary>
    public static IReadOnlyList<string> Stages(IEnumerable<string> used) => [.. UsualStages.Concat(used).Distinct()];
}
