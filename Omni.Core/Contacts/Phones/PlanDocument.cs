namespace Omni.Core.Contacts.Phones;

// The outline of Data/numbering-plans.json; patterns are regular expressions over digits.
internal sealed record PlanDocument(PlanRow[] Regions, PlanRow[] NonGeographic);

internal sealed record PlanRow
{
    public required string Region { get; init; }
    public required string CallingCode { get; init; }
    public bool MainForCode { get; init; }
    public string[]? RegionsSharingCode { get; init; }
    public string? InternationalPrefix { get; init; }
    public string? NationalPrefixForParsing { get; init; }
    public string? NationalPrefixTransformRule { get; init; }
    public string? LeadingDigits { get; init; }
    public required string NationalNumberPattern { get; init; }
    public required int[] PossibleLengths { get; init; }
    public string? MobilePattern { get; init; }
}
