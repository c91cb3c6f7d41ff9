namespace Omni.Core.Contacts.Phones;

// The outline of Data/number-kinds.json: patterns of every kind but mobile, by region or by calling code,
// and of numbers that are accepted although those patterns leave them out.
internal sealed record KindDocument(
    Dictionary<string, string[]> Regions,
    Dictionary<string, string[]> NonGeographic,
    Dictionary<string, string[]> AlsoAccepted);
