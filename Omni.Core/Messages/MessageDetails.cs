// What a message says beside its text.
namespace Omni.Core.Messages;

/// <summary>Null members are absent. Kept as JSON beside the message.</summary>
public sealed record MessageDetails
{
    /// <summary>Of a <see cref="MessageKind.Location"/>.</summary>
    public GeoPoint? Location { get; init; }

    /// <summary>Of a <see cref="MessageKind.Contact"/>: one card or more.</summary>
    public IReadOnlyList<ContactCard>? Cards { get; init; }

    /// <summary>What several cards are called together; null when nobody said.</summary>
    public string? CardsTitle { get; init; }

    /// <summary>Who is named in a group: E.164 numbers or jids.</summary>
    public IReadOnlyList<string>? Mentions { get; init; }

    /// <summary>Whether everybody in the group is named.</summary>
    public bool MentionsEveryone { get; init; }

    /// <summary>Whether an <see cref="MessageKind.Audio"/> was spoken into the phone, or is to look like that.</summary>
    public bool IsVoice { get; init; }

    /// <summary>Whether a text beside it only says again what stands here: places and cards come with their name as their title.</summary>
    public bool Repeats(string text) => Cards is { } cards
        ? text.Trim() is var name && (name == CardsTitle || cards.Any(c => c.FullName == name))
        : Location is { } place && (text == place.Name || text == place.Address);
}

/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="Longitude">Degrees, -180 to 180.</param>
/// <param name="Name">What the place is called; null when nobody said.</param>
/// <param name="Address">Its street and town; null when nobody said.</param>
public sealed record GeoPoint(double Latitude, double Longitude, string? Name, string? Address);

/// <param name="FullName">As it is shown.</param>
/// <param name="PhoneNumber">E.164; as it was written where that is no number, and empty where a card that came has none.</param>
public sealed record ContactCard(string FullName, string PhoneNumber);
