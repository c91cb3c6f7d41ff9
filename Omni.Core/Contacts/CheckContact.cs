// What a contact's fields may hold. Names of fields are those on the wire.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Contacts.Phones;
using Omni.Core.Data;
using Omni.Core.Results;

namespace Omni.Core.Contacts;

internal static class CheckContact
{
    public const int MaxEmailLength = 320;
    private const int MostAttributes = 100;
    private const int MaxAttributeLength = 2000;

    /// <summary>Where numbers without a country code are dialled from: as said, else the tenant's region, else Omni's.</summary>
    public static async Task<string> RegionAsync(OmniDbContext db, string? said, string fallbackRegion, CancellationToken cancellationToken)
        => said?.ToUpperInvariant() ?? await db.Tenants.Select(t => t.DefaultRegion).SingleAsync(cancellationToken) ?? fallbackRegion;

    /// <summary>The number that was said; null when none was, or none that can be read, which is then among the errors.</summary>
    public static PhoneNumber? Number(FieldErrors errors, string? text, string region)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var number = TypedNumber.Read(text, region);
        errors.Require(number is not null, "phone_number", TypedNumber.Rule);
        return number;
    }

    public static void Email(FieldErrors errors, string? email)
        => errors.Require(string.IsNullOrWhiteSpace(email) || IsEmail(email.Trim()), "email", "Give an e-mail address, such as dana@example.com.");

    public static void Fields(FieldErrors errors, ContactFields fields)
    {
        errors.Require(fields.Name.Value?.Trim() is not { Length: > Contact.MaxNameLength }, "name", $"Use at most {Contact.MaxNameLength} characters.");
        errors.Require(fields.Region is null || (fields.Region.Length == 2 && fields.Region.All(char.IsAsciiLetter)), "region", "Use a country's two letters, such as IL or US.");
        Email(errors, fields.Email.Value);
        var attributes = fields.Attributes.Value ?? new Dictionary<string, string?>();
        errors.Require(attributes.Count <= MostAttributes, "attributes", $"A contact may have {MostAttributes} attributes.");
        errors.Require(
            attributes.All(a => !string.IsNullOrWhiteSpace(a.Key) && a.Key.Length <= Contact.MaxNameLength && a.Value is not { Length: > MaxAttributeLength }),
            "attributes",
            $"An attribute has a name of at most {Contact.MaxNameLength} characters and a text of at most {MaxAttributeLength}.");
    }

    public static string? TextOrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static bool IsEmail(string email)
        => email.Length <= MaxEmailLength && email.Split('@') is [{ Length: > 0 }, { Length: > 2 } host] && host.Contains('.', StringComparison.Ordinal)
            && !host.StartsWith('.') && !host.EndsWith('.') && !email.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';');
}
