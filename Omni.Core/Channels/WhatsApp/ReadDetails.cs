// The place or the cards of a message.
using System.Text.Json;
using System.Text.RegularExpressions;
using Omni.Core.Contacts.Phones;
using Omni.Core.Messages;
using Omni.Core.Texts;

namespace Omni.Core.Channels.WhatsApp;

internal static partial class ReadDetails
{
    private const int LongestName = 300;
    private const int LongestNumber = 50;

    // A picture may follow; names and numbers stand before it.
    private const int LongestCard = 100_000;

    // WhatsApp sends 257 at once at most.
    private const int MostCards = 257;
    private const int MostNumbers = 20;

    /// <summary>Null when there is neither, or no sense in it.</summary>
    /// <param name="message">The unwrapped message.</param>
    public static MessageDetails? Of(JsonElement message)
    {
        try
        {
            return Read(message);
        }
        catch (RegexMatchTimeoutException)
        {
            // The message without them is worth more than none.
            return null;
        }
    }

    private static MessageDetails? Read(JsonElement message)
    {
        if ((Place(message.At("locationMessage")) ?? Place(message.At("liveLocationMessage"))) is { } place)
        {
            return new() { Location = place };
        }

        IEnumerable<JsonElement> cards = message.At("contactMessage").IsObject() ? [message.At("contactMessage")] : message.At("contactsArrayMessage", "contacts").Items();
        ContactCard[] found = [.. cards.Take(MostCards).Select(Card).OfType<ContactCard>()];
        return found.Length > 0 ? new() { Cards = found, CardsTitle = message.At("contactsArrayMessage", "displayName").Text()?.Trim().Fit(LongestName) } : null;
    }

    private static GeoPoint? Place(JsonElement place)
        => place.At("degreesLatitude").Number() is >= -90 and <= 90 and var latitude && place.At("degreesLongitude").Number() is >= -180 and <= 180 and var longitude
            ? new(latitude, longitude, place.At("name").Text()?.Fit(LongestName), place.At("address").Text()?.Fit(LongestName))
            : null;

    private static ContactCard? Card(JsonElement contact)
    {
        // A line may go on in the next one, which then begins with a space.
        var card = contact.At("vcard").Text() is { } text ? Folded().Replace(text[..Math.Min(text.Length, LongestCard)], "") : "";
        var number = NumberIn(card);
        var name = contact.At("displayName").Text()?.Trim() ?? FullName().Match(card).Groups["name"].Value.Replace("\\", "", StringComparison.Ordinal).Trim();
        return name.Length == 0 && number.Length == 0 ? null : new((name.Length > 0 ? name : number).Fit(LongestName), number);
    }

    // WhatsApp's own id of the person is better than the number as their friend has saved it.
    private static string NumberIn(string card)
    {
        Match[] numbers = [.. Number().Matches(card).Take(MostNumbers)];

        foreach (var number in numbers)
        {
            if (PhoneNumber.FromJid($"{WhatsAppId().Match(number.Groups["parameters"].Value).Groups["id"].Value}@s.whatsapp.net") is { } known)
            {
                return known.E164;
            }
        }

        var written = numbers.Select(n => n.Groups["number"].Value.Trim()).FirstOrDefault(n => n.Length > 0) ?? "";
        return PhoneNumber.TryParse(written, null, out var parsed) ? parsed.E164 : written.Fit(LongestNumber);
    }

    [GeneratedRegex(@"\r?\n[ \t]", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Folded();

    [GeneratedRegex(@"^(?:[\w-]+\.)?FN(?:;[^:\r\n]*)?:(?<name>[^\r\n]+)", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FullName();

    // The parameters in one piece: parted here, each in two ways, they would be tried in every combination.
    [GeneratedRegex(
        @"^(?:[\w-]+\.)?TEL(?<parameters>;[^:\r\n]*)?:(?<number>[^\r\n]+)", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();

    [GeneratedRegex(@";waid=(?<id>[0-9]+)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WhatsAppId();
}
