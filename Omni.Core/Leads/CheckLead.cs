// What a lead's fields may hold, and how they are written onto one.
using Omni.Core.Contacts;
using Omni.Core.Data;
using Omni.Core.Results;
using Omni.Core.Team;

namespace Omni.Core.Leads;

internal static class CheckLead
{
    public const string FirstStage = "new";
    public const int MaxStageLength = 60;
    public const int MaxSourceLength = 100;
    private const decimal Beyond = 10_000_000_000_000_000m;

    public static void Fields(FieldErrors errors, LeadFields fields, bool isNew)
    {
        if (isNew || fields.Name.IsGiven)
        {
            errors.Require(fields.Name.Value?.Trim() is { Length: > 0 and <= Lead.MaxNameLength }, "name", $"Give a name of 1 to {Lead.MaxNameLength} characters.");
        }

        CheckContact.Email(errors, fields.Email.Value);
        errors.Require(fields.Stage.Value?.Trim() is not { Length: > MaxStageLength }, "stage", $"Use at most {MaxStageLength} characters.");
        errors.Require(fields.Source.Value?.Trim() is not { Length: > MaxSourceLength }, "source", $"Use at most {MaxSourceLength} characters.");
        errors.Require(fields.Notes.Value is not { Length: > Lead.MaxNotesLength }, "notes", $"Use at most {Lead.MaxNotesLength} characters.");
        errors.Require(fields.Value.Value is null or (> -Beyond and < Beyond), "value", "Give a number such as 1250 or 99.50, of at most 16 digits before the point.");
        errors.Require(fields.Region is null || (fields.Region.Length == 2 && fields.Region.All(char.IsAsciiLetter)), "region", "Use a country's two letters, such as IL or US.");
    }

    /// <summary>The member who was named; null when nobody was, or nobody whom the tenant knows, which is then among the errors.</summary>
    public static async Task<Guid?> OwnerAsync(OmniDbContext db, FieldErrors errors, string? owner, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(owner))
        {
            return null;
        }

        var member = await FindMember.RunAsync(db, owner, cancellationToken);
        errors.Require(member is not null, "owner", "Give a member of this tenant, by id or e-mail address.");
        return member?.Id;
    }

    extension(Lead lead)
    {
        /// <summary>All but the number and the person.</summary>
        public void Apply(LeadFields fields, Guid? owner, DateTimeOffset now)
        {
            lead.Name = fields.Name.IsGiven ? fields.Name.Value!.Trim() : lead.Name;
            lead.Email = fields.Email.IsGiven ? CheckContact.TextOrNull(fields.Email.Value) : lead.Email;
            lead.Stage = fields.Stage.IsGiven ? CheckContact.TextOrNull(fields.Stage.Value) ?? FirstStage : lead.Stage;
            lead.Source = fields.Source.IsGiven ? CheckContact.TextOrNull(fields.Source.Value) : lead.Source;
            lead.OwnerId = fields.Owner.IsGiven ? owner : lead.OwnerId;
            lead.Value = fields.Value.Or(lead.Value);
            lead.Notes = fields.Notes.IsGiven ? CheckContact.TextOrNull(fields.Notes.Value) : lead.Notes;
            lead.UpdatedAt = now;
        }
    }
}
