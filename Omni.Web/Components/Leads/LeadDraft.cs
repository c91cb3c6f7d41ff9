// What a form says about a lead, before it is checked.
using Omni.Core.Leads;

namespace Omni.Web.Components.Leads;

public sealed class LeadDraft
{
    public string Name { get; set; } = "";

    public string PhoneNumber { get; set; } = "";

    public string Email { get; set; } = "";

    public string Stage { get; set; } = "new";

    public string Source { get; set; } = "";

    public string Owner { get; set; } = "";

    public decimal? Value { get; set; }

    public string Notes { get; set; } = "";

    public static LeadDraft Of(LeadRow row) => new()
    {
        Name = row.Name,
        PhoneNumber = row.PhoneNumber ?? "",
        Email = row.Email ?? "",
        Stage = row.Stage,
        Source = row.Source ?? "",
        Owner = row.OwnerId?.ToString() ?? "",
        Value = row.Value,
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
        Value = Value,
        Notes = Notes,
    };
}
