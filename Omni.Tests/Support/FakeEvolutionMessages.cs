// The bodies that Evolution 2.3 answers with, as recorded; the order of the fields is theirs too.
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Omni.Tests.Support;

internal static class FakeEvolutionMessages
{
    public static string NewId() => $"3EB0{RandomNumberGenerator.GetHexString(18)}";

    /// <summary>The message object of a 201, which is also the data of send.message.</summary>
    public static JsonObject Text(FakeCall call, string instanceId)
    {
        var jid = Jid(call.Number);
        var message = new JsonObject
        {
            ["key"] = new JsonObject { ["remoteJid"] = jid, ["fromMe"] = true, ["id"] = call.MessageId },
            ["pushName"] = "Você",
            ["status"] = "PENDING",
            ["message"] = new JsonObject { ["conversation"] = call.Text },
        };
        if (!jid.EndsWith("@g.us", StringComparison.Ordinal))
        {
            message["contextInfo"] = ContextInfo(call);
        }

        message["messageType"] = "conversation";
        message["messageTimestamp"] = call.At.ToUnixTimeSeconds();
        message["instanceId"] = instanceId;
        message["source"] = "web";
        return message;
    }

    /// <summary>The same for files, places, cards and reactions.</summary>
    public static JsonObject OtherThanText(FakeCall call, string instanceId)
    {
        var type = call.Kind switch
        {
            "sendMedia" => $"{call.Read("mediatype")}Message",
            "sendWhatsAppAudio" => "audioMessage",
            "sendSticker" => "stickerMessage",
            "sendLocation" => "locationMessage",
            "sendContact" => "contactMessage",
            _ => "reactionMessage",
        };
        var content = type switch
        {
            "reactionMessage" => new JsonObject { ["text"] = call.Read("reaction"), ["key"] = JsonObject.Create(call.Body.GetProperty("key")) },
            "locationMessage" => new() { ["degreesLatitude"] = call.Body.GetProperty("latitude").GetDouble(), ["degreesLongitude"] = call.Body.GetProperty("longitude").GetDouble() },
            _ => new() { ["mimetype"] = call.Read("mimetype"), ["caption"] = call.Read("caption") },
        };
        var jid = type == "reactionMessage" ? call.Body.GetProperty("key").GetProperty("remoteJid").GetString()! : Jid(call.Number);
        return new()
        {
            ["key"] = new JsonObject { ["remoteJid"] = jid, ["fromMe"] = true, ["id"] = call.MessageId },
            ["pushName"] = "Você",
            ["status"] = "PENDING",
            ["message"] = new JsonObject { [type] = content },
            ["messageType"] = type,
            ["messageTimestamp"] = call.At.ToUnixTimeSeconds(),
            ["instanceId"] = instanceId,
            ["source"] = "web",
        };
    }

    /// <summary>The answer to an edit or a deletion: a message of its own that names the other one.</summary>
    public static JsonObject Changed(FakeCall call, string type)
    {
        var key = call.Body.TryGetProperty("key", out var inner) ? JsonObject.Create(inner)! : JsonObject.Create(call.Body)!;
        return new()
        {
            ["key"] = new JsonObject { ["remoteJid"] = key["remoteJid"]?.DeepClone(), ["fromMe"] = true, ["id"] = NewId() },
            ["message"] = new JsonObject { ["protocolMessage"] = new JsonObject { ["key"] = key, ["type"] = type } },
            ["status"] = "PENDING",
        };
    }

    public static JsonObject NotOnWhatsApp(string? number) =>
        Error(400, "Bad Request", new JsonArray(new JsonObject { ["jid"] = Jid(number), ["exists"] = false, ["number"] = number }));

    /// <param name="status">The HTTP status, repeated in the body.</param>
    /// <param name="error">The name of the status.</param>
    /// <param name="message">A string, an array of strings, of arrays or of objects: Evolution has them all.</param>
    public static JsonObject Error(int status, string error, JsonNode message) =>
        new() { ["status"] = status, ["error"] = error, ["response"] = new JsonObject { ["message"] = message } };

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Jid(string? number)
    {
        if (number is null || number.Contains('@', StringComparison.Ordinal))
        {
            return number ?? "";
        }

        var digits = string.Concat(number.Where(char.IsAsciiDigit));
        return digits.Length >= 18 ? $"{digits}@g.us" : $"{digits}@s.whatsapp.net";
    }

    private static JsonObject ContextInfo(FakeCall call)
    {
        var context = new JsonObject
        {
            ["mentionedJid"] = new JsonArray(),
            ["groupMentions"] = new JsonArray(),
            ["ephemeralSettingTimestamp"] = new JsonObject { ["low"] = call.At.AddDays(-2).ToUnixTimeSeconds(), ["high"] = 0, ["unsigned"] = false },
            ["disappearingMode"] = new JsonObject { ["initiator"] = 0 },
        };
        if (call.Body.TryGetProperty("quoted", out var element) && JsonObject.Create(element) is { } quoted)
        {
            context["participant"] = "";
            context["stanzaId"] = quoted["key"]?["id"]?.DeepClone();
            context["quotedMessage"] = quoted["message"]?.DeepClone();
        }

        return context;
    }
}
