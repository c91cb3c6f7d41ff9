// What a form says about a lead, before it is checked.
using Omni.Core.Leads;
using Omni.Web.Components.Shared;

namespace Omni.Web.Components.Leads;

public sealed class LeadDraft
{
    public string Name { get; set; } = "";

    public string PhoneNumber { get; set; } = "";

    public string Email { get; set; } = "";

    public string Stage { get; set; } = "new";

    public string Source { get; set; } = "";

    public string Owner { get; set; } = "";

    public string Value { get; set; } = "";

    public string Notes { get; set; } = "";

    public static LeadDraft Of(LeadRow row) => new()
    {
        Name = row.Name,
        PhoneNumber = row.PhoneNumber ?? "",
        Email = row.Email ?? "",
        Stage = row.Stage,
        Source = row.Source ?? "",
        Owner = row.OwnerId?.ToString() ?? "",
        Value = NumberText.Of(row.Value),
        Notes = row.Notes ?? "",
    };

    public LeadFields ToFields() => new()
    {
        Name = Name,
        PhoneNumber = PhoneNumber,
        Email = Email,
        Stage = Stage,
        Source = Source,
        Owner = Owner,
        Value = NumberText.Amount(Value),
        Notes = Notes,
    };
}
