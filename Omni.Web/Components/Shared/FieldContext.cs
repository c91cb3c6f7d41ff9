namespace Omni.Web.Components.Shared;

/// <summary>What an input needs to belong to its <see cref="Field"/>: <c>id</c>, <c>aria-describedby</c>, <c>aria-invalid</c>; or all at once by <c>@attributes="field.Attributes"</c>.</summary>
public sealed record FieldContext(string Id, bool HasHelp, bool IsInvalid = false)
{
    public string HelpId => $"{Id}-help";

    public string ErrorId => $"{Id}-error";

    public string? DescribedBy => (IsInvalid, HasHelp) switch
    {
        (true, true) => $"{ErrorId} {HelpId}",
        (true, false) => ErrorId,
        (false, true) => HelpId,
        _ => null,
    };

    public IEnumerable<KeyValuePair<string, object>> Attributes
    {
        get
        {
            yield return new("id", Id);
            yield return new("class", "input");

            if (DescribedBy is { } describedBy)
            {
                yield return new("aria-describedby", describedBy);
            }

            if (IsInvalid)
            {
                yield return new("aria-invalid", "true");
            }
        }
    }
}
