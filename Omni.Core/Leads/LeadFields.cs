// What people and programs say about a lead, in one shape for the page and the API.
using Omni.Core.Results;

namespace Omni.Core.Leads;

/// <summary>Fields of a lead by their names on the wire. Absent leaves what is there, null clears it.</summary>
public sealed record LeadFields
{
    /// <summary>1 to 200 characters.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>In any notation. It attaches the lead to whoever has it; on a lead that is there it becomes a further number of its person.</summary>
    public Optional<string?> PhoneNumber { get; init; }

    /// <summary>Where a number without a country code is dialled from, such as <c>IL</c>; null takes the tenant's.</summary>
    public string? Region { get; init; }

    /// <summary>Whose lead it is, when that is known by id; never changes.</summary>
    public Optional<string?> ContactId { get; init; }

    public Optional<string?> Email { get; init; }

    /// <summary>In words of your own, at most 60 characters; null takes <c>new</c>.</summary>
    public Optional<string?> Stage { get; init; }

    /// <summary>Where it came from, at most 100 characters.</summary>
    public Optional<string?> Source { get; init; }

    /// <summary>A member, by id or e-mail address.</summary>
    public Optional<string?> Owner { get; init; }

    public Optional<decimal?> Value { get; init; }

    public Optional<string?> Notes { get; init; }
}
