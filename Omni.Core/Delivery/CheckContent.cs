// What may be said, before it is stored: every refusal names the field.
using System.Net.Http.Headers;
using Omni.Core.Messages;
using Omni.Core.Results;

namespace Omni.Core.Delivery;

public static class CheckContent
{
    /// <summary>Bytes of a file handed over with a message; larger ones are named by their address.</summary>
    public const int MaxFileBytes = 24 * 1024 * 1024;

    private const int MostCards = 20;
    private const int MostMentions = 1_000;
    private const int LongestEmoji = 32;
    private const int LongestName = 300;

    /// <summary>Null when it can be sent.</summary>
    public static Error? Find(NewContent content)
    {
        var errors = new FieldErrors();
        errors.Require(
            content.Text.Length <= Message.MaxTextLength, "text", $"A message may have {Message.MaxTextLength} characters; this one has {content.Text.Length}.");
        errors.Require(
            content.Details?.Mentions is not { } mentions || (mentions.Count <= MostMentions && mentions.All(m => m is { Length: > 0 and <= 100 })),
            "mentioned",
            $"Name at most {MostMentions} people, each by a number or jid.");

        switch (content.Kind)
        {
            case MessageKind.Text:
                errors.Require(!string.IsNullOrWhiteSpace(content.Text), "text", "A message needs some text.");
                break;
            case MessageKind.Image or MessageKind.Video or MessageKind.Audio or MessageKind.Document or MessageKind.Sticker:
                CheckFile(errors, content.File);
                break;
            case MessageKind.Location:
                CheckPlace(errors, content.Details?.Location);
                break;
            case MessageKind.Contact:
                CheckCards(errors, content.Details?.Cards);
                break;
            case MessageKind.Reaction:
                errors.Require(content.Text.Length <= LongestEmoji && !content.Text.Any(char.IsLetterOrDigit), "reaction", "A reaction is one emoji; an empty one takes it back.");
                errors.Require(!string.IsNullOrWhiteSpace(content.ReplyTo), "message_id", "Say which message it is for.");
                break;
            default:
                errors.Add("kind", "Messages of this kind can only be received.");
                break;
        }

        return errors.ToError();
    }

    private static void CheckFile(FieldErrors errors, NewFile? file)
    {
        if (file is not { Bytes: { } } and not { Url: { } } || (file.Bytes is not null && file.Url is not null))
        {
            errors.Add("media_url", "Give the file's address or its bytes as base64: one of them.");
            return;
        }

        errors.Require(file.Url is not { } url || (url.Length <= 2000 && !url.Any(char.IsControl) && WebAddress.Read(url) is not null), "media_url", "Give an address that begins with http:// or https://.");
        errors.Require(file.Bytes is not { Length: 0 }, "media_base64", "The file is empty.");
        errors.Require(
            file.Bytes is not { Length: > MaxFileBytes }, "media_base64", $"A file handed over with the message may have {MaxFileBytes / 1024 / 1024} MB. Give its address instead.");
        errors.Require(
            file.MimeType is not { } type || (type.Length <= 200 && type.All(char.IsAscii) && MediaTypeHeaderValue.TryParse(type, out _)), "mime_type", "Write the type like image/jpeg.");
        errors.Require(
            file.FileName is not { } name || (name.Length is > 0 and <= Attachment.MaxFileNameLength && !name.Any(char.IsControl)),
            "file_name",
            $"Use a name of at most {Attachment.MaxFileNameLength} characters.");
    }

    private static void CheckPlace(FieldErrors errors, GeoPoint? place)
    {
        errors.Require(place is { Latitude: >= -90 and <= 90 }, "latitude", "Give degrees from -90 to 90.");
        errors.Require(place is { Longitude: >= -180 and <= 180 }, "longitude", "Give degrees from -180 to 180.");
        errors.Require(place?.Name is not { Length: > LongestName }, "name", $"Use at most {LongestName} characters.");
        errors.Require(place?.Address is not { Length: > LongestName }, "address", $"Use at most {LongestName} characters.");
    }

    private static void CheckCards(FieldErrors errors, IReadOnlyList<ContactCard>? cards)
    {
        errors.Require(cards is { Count: > 0 and <= MostCards }, "contacts", $"Give 1 to {MostCards} contacts.");
        errors.Require(
            cards?.All(c => c.FullName is { Length: > 0 and <= LongestName } && !string.IsNullOrWhiteSpace(c.FullName) && c.PhoneNumber is { Length: > 0 and <= 50 }) is not false,
            "contacts",
            "Every contact needs a name and a phone number.");
    }
}
