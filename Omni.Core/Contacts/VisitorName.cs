// What somebody is called of whom neither a name nor a number is known.
namespace Omni.Core.Contacts;

public static class VisitorName
{
    internal const string Word = "Visitor ";

    /// <summary>Where the four signs begin in an id as text: the end of a version 7 GUID is its random part.</summary>
    internal const int Begin = 32;

    public static string Of(Guid contactId) => Word + contactId.ToString()[Begin..];
}
