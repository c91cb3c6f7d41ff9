// What people and programs say about a rule, in one shape for the page and the API.
namespace Omni.Core.Access;

public sealed record RuleFields
{
    /// <summary>The instance it is for; null for all.</summary>
    public string? InstanceName { get; init; }

    /// <summary>A number in any notation, any channel's user id, or the beginning of one with a star at its end.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary><c>allow</c> or <c>block</c>.</summary>
    public string? Action { get; init; }

    /// <summary>At most 500 characters.</summary>
    public string? Reason { get; init; }

    /// <summary>In the future; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Who makes a rule.</summary>
/// <param name="MemberId">The member; null for a program.</param>
/// <param name="Name">In words.</param>
public sealed record RuleAuthor(Guid? MemberId, string Name);
