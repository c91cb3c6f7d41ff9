using Omni.Core.Delivery;
using Omni.Core.Messages;
using Omni.Core.Results;

namespace Omni.Web.Api;

/// <summary>A message to send. Recipient, text and files go by several names, as they do in the programs that call us.</summary>
internal record SendBody : TimedBody
{
    private static readonly string[] MediaTypes = ["image", "video", "audio", "voice", "document", "file", "sticker"];

    public string? To { get; init; }

    public string? PhoneNumber { get; init; }

    public string? Phone { get; init; }

    public string? UserId { get; init; }

    public string? Text { get; init; }

    public string? Message { get; init; }

    public string? Caption { get; init; }

    /// <summary>image, video, audio, document or sticker.</summary>
    public string? MediaType { get; init; }

    public string? MediaUrl { get; init; }

    public string? AudioUrl { get; init; }

    public string? Url { get; init; }

    public string? MediaBase64 { get; init; }

    public string? AudioBase64 { get; init; }

    public string? Base64 { get; init; }

    public string? MimeType { get; init; }

    public string? FileName { get; init; }

    /// <summary>Whether an audio is to look as if spoken into the phone.</summary>
    public bool? Voice { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    public string? Name { get; init; }

    public string? Address { get; init; }

    public LocationBody? Location { get; init; }

    public IReadOnlyList<CardBody?>? Contacts { get; init; }

    public CardBody? Contact { get; init; }

    /// <summary>The message that is answered or reacted to: our id, or the provider's.</summary>
    public string? ReplyTo { get; init; }

    public string? MessageId { get; init; }

    public string? Reaction { get; init; }

    public string? Emoji { get; init; }

    /// <summary>Who is named in a group: numbers or jids.</summary>
    public IReadOnlyList<string>? Mentioned { get; init; }

    public bool? MentionsEveryone { get; init; }

    /// <summary>Overrides the instance's own setting.</summary>
    public bool? EnableAutoSplit { get; init; }

    public string? ClientKey { get; init; }

    internal string? Recipient => To ?? PhoneNumber ?? Phone ?? UserId;

    internal string? Content => Text ?? Message;

    /// <summary>The caller's own key, from the body or the <c>Idempotency-Key</c> header.</summary>
    internal string? KeyOf(HttpContext http)
    {
        var key = ClientKey ?? http.Request.Headers["Idempotency-Key"].ToString();
        return string.IsNullOrWhiteSpace(key) ? null : key;
    }

    /// <summary>What it says, when the path has said what it is.</summary>
    internal Result<NewContent> ReadAs(MessageKind kind)
    {
        if (MediaType is { } type && !MediaTypes.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            return Error.Invalid("media_type", "Choose image, video, audio, document or sticker.");
        }

        var isFile = kind is MessageKind.Image or MessageKind.Video or MessageKind.Audio or MessageKind.Document or MessageKind.Sticker;
        var file = isFile ? ReadFile() : null;

        if (file is { IsOk: false })
        {
            return file.Error;
        }

        var details = new MessageDetails
        {
            Location = kind is MessageKind.Location ? ReadPlace() : null,
            Cards = kind is MessageKind.Contact ? [.. (Contacts ?? (Contact is { } one ? [one] : [])).Select(c => c?.ToCard() ?? new("", ""))] : null,
            Mentions = Mentioned is { Count: > 0 } ? Mentioned : null,
            MentionsEveryone = MentionsEveryone ?? false,
            IsVoice = kind is MessageKind.Audio && (Voice ?? false),
        };
        return new NewContent
        {
            Kind = kind,
            Text = kind switch
            {
                MessageKind.Text => Content ?? "",
                MessageKind.Reaction => Reaction ?? Emoji ?? "",
                _ when isFile => Caption ?? Content ?? "",
                _ => "",
            },
            File = file?.Value,
            ReplyTo = kind is MessageKind.Reaction ? MessageId ?? ReplyTo : ReplyTo,
            Splits = EnableAutoSplit,
            Details = details == new MessageDetails() ? null : details,
        };
    }

    /// <summary>What it says, when only its fields tell what it is.</summary>
    internal Result<NewContent> Read()
        => ReadAs(MediaKind() ?? (Location is not null || (Latitude is not null && Longitude is not null) ? MessageKind.Location
            : Contacts is not null || Contact is not null ? MessageKind.Contact
            : Reaction is not null || Emoji is not null ? MessageKind.Reaction
            : MessageKind.Text));

    /// <summary>The kind of its file: as said, else as the file's type tells; null without one.</summary>
    internal MessageKind? MediaKind()
    {
        var hasFile = MediaType is not null || FileAddress is not null || FileText is not null;
        return !hasFile ? null : MediaType?.ToLowerInvariant() switch
        {
            "image" => MessageKind.Image,
            "video" => MessageKind.Video,
            "audio" or "voice" => MessageKind.Audio,
            "sticker" => MessageKind.Sticker,
            "document" or "file" => MessageKind.Document,
            _ => FileTypes.KindOf(MimeType ?? FileTypes.Of(new() { FileName = FileName, Url = FileAddress }, MessageKind.Document)),
        };
    }

    private GeoPoint? ReadPlace()
    {
        var place = Location ?? new() { Latitude = Latitude, Longitude = Longitude, Name = Name, Address = Address };
        return place is { Latitude: { } latitude, Longitude: { } longitude } ? new(latitude, longitude, place.Name, place.Address) : null;
    }

    private string? FileAddress => MediaUrl ?? AudioUrl ?? Url;

    private string? FileText => MediaBase64 ?? AudioBase64 ?? Base64;

    private Result<NewFile> ReadFile() => NewFile.Read(FileAddress, FileText, MimeType, FileName);
}

internal sealed record LocationBody
{
    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    public string? Name { get; init; }

    public string? Address { get; init; }
}

internal sealed record CardBody
{
    public string? FullName { get; init; }

    public string? Name { get; init; }

    public string? PhoneNumber { get; init; }

    public string? Phone { get; init; }

    public ContactCard ToCard() => new((FullName ?? Name ?? "").Trim(), (PhoneNumber ?? Phone ?? "").Trim());
}
