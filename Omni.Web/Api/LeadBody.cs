using Omni.Core.Leads;

namespace Omni.Web.Api;

/// <summary>A lead as the API shows it; contract, section 4.</summary>
internal sealed record LeadBody
{
    public required Guid Id { get; init; }

    public required Guid ContactId { get; init; }

    /// <summary>The thread with its person; null while nobody has written.</summary>
    public required Guid? ConversationId { get; init; }

    public required string Name { get; init; }

    /// <summary>E.164.</summary>
    public required string? PhoneNumber { get; init; }

    public required string? Email { get; init; }

    public required string Stage { get; init; }

    public required string? Source { get; init; }

    /// <summary>A member's id.</summary>
    public required Guid? Owner { get; init; }

    public required decimal? Value { get; init; }

    public required string? Notes { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public static LeadBody Of(LeadRow row) => new()
    {
        Id = row.Id,
        ContactId = row.ContactId,
        ConversationId = row.ConversationId,
        Name = row.Name,
        PhoneNumber = row.PhoneNumber,
        Email = row.Email,
        Stage = row.Stage,
        Source = row.Source,
        Owner = row.OwnerId,
        Value = row.Value,
        Notes = row.Notes,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };
}
