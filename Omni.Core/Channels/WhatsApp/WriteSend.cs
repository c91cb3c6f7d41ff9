// The request of a message, by its kind.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Omni.Core.Messages;

namespace Omni.Core.Channels.WhatsApp;

internal static class WriteSend
{
    private const string Everyone = "mentionsEveryOne";

    internal static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static GatewayCall Of(Jid recipient, OutboundMessage message)
    {
        var number = recipient.ToNumber();
        var (path, body, file) = message.Kind switch
        {
            MessageKind.Image or MessageKind.Video or MessageKind.Document => ("message/sendMedia", Media(message), "media"),
            MessageKind.Audio when message.Details?.IsVoice is true => ("message/sendWhatsAppAudio", new JsonObject { ["audio"] = Bytes(message), ["encoding"] = true }, "audio"),
            MessageKind.Audio => ("message/sendMedia", Media(message), "media"),
            MessageKind.Sticker => ("message/sendSticker", new JsonObject { ["sticker"] = Bytes(message) }, "sticker"),
            MessageKind.Location => ("message/sendLocation", Place(message.Details!.Location!), null),
            MessageKind.Contact => ("message/sendContact", new JsonObject { ["contact"] = new JsonArray([.. message.Details!.Cards!.Select(Card)]) }, null),
            MessageKind.Reaction => ("message/sendReaction", Reaction(recipient, message), null),
            _ => ("message/sendText", new JsonObject { ["text"] = message.Text }, (string?)null),
        };

        if (message.Kind is MessageKind.Reaction)
        {
            return new(HttpMethod.Post, path, body.ToJsonString(Readable), body.ToJsonString(Readable));
        }

        body.Insert(0, "number", number);
        AddMentions(body, message.Details);
        AddQuote(body, message);
        var json = body.ToJsonString(Readable);

        if (file is not null && message.File?.Bytes is { } bytes)
        {
            body[file] = $"({bytes.Length} bytes)";
        }

        return new(HttpMethod.Post, path, json, body.ToJsonString(Readable));
    }

    // Evolution takes an address or bare base64, never a data: address.
    private static string Bytes(OutboundMessage message) => message.File is { Bytes: { } bytes } ? Convert.ToBase64String(bytes) : message.File!.Url!;

    private static JsonObject Media(OutboundMessage message)
    {
        var body = new JsonObject
        {
            ["mediatype"] = message.Kind.ToString().ToLowerInvariant(),
            ["media"] = Bytes(message),
            ["mimetype"] = message.File!.MimeType,
        };

        if (message.File.FileName is { } name)
        {
            body["fileName"] = name;
        }

        if (message.Text.Length > 0)
        {
            body["caption"] = message.Text;
        }

        return body;
    }

    private static JsonObject Place(GeoPoint place) => new()
    {
        ["name"] = place.Name ?? "",
        ["address"] = place.Address ?? "",
        ["latitude"] = place.Latitude,
        ["longitude"] = place.Longitude,
    };

    private static JsonNode Card(ContactCard card) => new JsonObject
    {
        ["fullName"] = card.FullName,
        ["wuid"] = card.PhoneNumber.TrimStart('+'),
        ["phoneNumber"] = card.PhoneNumber,
    };

    private static JsonObject Reaction(Jid recipient, OutboundMessage message) => new()
    {
        ["key"] = new JsonObject { ["remoteJid"] = RemoteJid(recipient), ["fromMe"] = message.IsQuotedOurs, ["id"] = message.QuotedProviderId },
        ["reaction"] = message.Text,
    };

    internal static string RemoteJid(Jid recipient) => recipient.ToNumber() is var number && number.Contains('@', StringComparison.Ordinal) ? number : $"{number}@s.whatsapp.net";

    private static void AddMentions(JsonObject body, MessageDetails? details)
    {
        if (details?.MentionsEveryone is true)
        {
            body[Everyone] = true;
        }

        if (details?.Mentions is { Count: > 0 } mentions)
        {
            body["mentioned"] = new JsonArray([.. mentions.Select(m => (JsonNode)(Jid.Parse(m)?.ToNumber() ?? m))]);
        }
    }

    private static void AddQuote(JsonObject body, OutboundMessage message)
    {
        if (message.QuotedProviderId is not { } id)
        {
            return;
        }

        var quoted = new JsonObject { ["key"] = new JsonObject { ["id"] = id } };

        // Without a message, Evolution looks the id up in its own database.
        if (message.QuotedText is { } text)
        {
            quoted["message"] = new JsonObject { ["conversation"] = text };
        }

        body["quoted"] = quoted;
    }
}
