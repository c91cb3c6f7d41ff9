using System.Globalization;
using System.Text.Json;

namespace Omni.Core.Contacts.Phones;

// All regions' plans, read once from the embedded data (see Data/NOTICE.md).
internal sealed class NumberingPlans
{
    private static readonly Lazy<NumberingPlans> Loaded = new(() => new NumberingPlans());

    private readonly Dictionary<string, NumberingPlan> _byRegion;
    private readonly NumberingPlan[]?[] _byCallingCode = new NumberingPlan[]?[1000];

    private NumberingPlans()
    {
        var plans = Read<PlanDocument>("numbering-plans.json");
        var kinds = Read<KindDocument>("number-kinds.json");

        _byRegion = plans.Regions.ToDictionary(
            row => row.Region,
            row => new NumberingPlan(
                row,
                row.MobilePattern is null ? kinds.Regions[row.Region] : [row.MobilePattern, .. kinds.Regions[row.Region]],
                kinds.AlsoAccepted.GetValueOrDefault(row.Region, [])),
            StringComparer.OrdinalIgnoreCase);

        foreach (var row in plans.Regions.Where(row => row.MainForCode))
            _byCallingCode[Code(row)] = [.. row.RegionsSharingCode!.Select(region => _byRegion[region])];

        foreach (var row in plans.NonGeographic)
            _byCallingCode[Code(row)] = [new NumberingPlan(row, kinds.NonGeographic[row.CallingCode], [])];
    }

    public static NumberingPlans Current => Loaded.Value;

    public NumberingPlan? OfRegion(string? region) => region is null ? null : _byRegion.GetValueOrDefault(region);

    /// <summary>The plans that share the country code with which the digits begin, the main one first; empty for no such code.</summary>
    public IReadOnlyList<NumberingPlan> OfCountry(string digits)
    {
        // No code is the beginning of another, and none begins with 0.
        for (int length = 1, code = 0; length <= Math.Min(3, digits.Length) && digits[0] != '0'; length++)
        {
            code = (code * 10) + digits[length - 1] - '0';
            if (_byCallingCode[code] is { } sharing)
                return sharing;
        }

        return [];
    }

    private static int Code(PlanRow row) => int.Parse(row.CallingCode, CultureInfo.InvariantCulture);

    private static T Read<T>(string name)
    {
        using var stream = typeof(NumberingPlans).Assembly.GetManifestResourceStream(typeof(NumberingPlans), name)
            ?? throw new InvalidOperationException($"The data {name} is not embedded.");
        return JsonSerializer.Deserialize<T>(stream, JsonSerializerOptions.Web)
            ?? throw new InvalidOperationException($"The data {name} is empty.");
    }
}
