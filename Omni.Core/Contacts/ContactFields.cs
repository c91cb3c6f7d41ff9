// What people and programs say about a contact, in one shape for the page, the API and files.
using Omni.Core.Results;

namespace Omni.Core.Contacts;

/// <summary>Fields of a contact by their names on the wire. Absent leaves what is there, null clears it.</summary>
public sealed record ContactFields
{
    /// <summary>At most 200 characters.</summary>
    public Optional<string?> Name { get; init; }

    /// <summary>In any notation.</summary>
    public Optional<string?> PhoneNumber { get; init; }

    /// <summary>Where a number without a country code is dialled from, such as <c>IL</c>; null takes the tenant's.</summary>
    public string? Region { get; init; }

    public Optional<string?> Email { get; init; }

    /// <summary>Those named here are set, those with null go, the others stay; null clears all.</summary>
    public Optional<IReadOnlyDictionary<string, string?>?> Attributes { get; init; }
}
