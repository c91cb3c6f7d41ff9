// One person of a file, and what it says about a lead with them.
using Omni.Core.Contacts.Phones;

namespace Omni.Core.Leads.Importing;

/// <param name="Line">Where it begins in the file; the first line is 1.</param>
/// <param name="Name">Null for none.</param>
/// <param name="Number">Null for none; then there is an e-mail address.</param>
/// <param name="Email">Null for none.</param>
/// <param name="Attributes">What the other columns say.</param>
/// <param name="Lead">Null when no column of a lead says anything.</param>
internal sealed record ImportLine(int Line, string? Name, PhoneNumber? Number, string? Email, IReadOnlyDictionary<string, string?> Attributes, LeadFields? Lead)
{
    public string LeadName => Name ?? Number?.E164 ?? Email!;
}

/// <summary>A line that was left out, and why.</summary>
public sealed record ImportError(int Line, string Reason);

/// <summary>What a file says, before anything is stored.</summary>
internal sealed record ReadFile(IReadOnlyList<ImportLine> Lines, IReadOnlyList<ImportError> Errors);
