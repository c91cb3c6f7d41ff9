// Webhooks in the shape that Evolution 2.3.7 sends (recording 610), for tests that need many.
using System.Text.Json;

namespace Omni.Tests.Support;

internal static class Webhooks
{
    public static byte[] Text(string id, string digits, string text, bool fromMe = false, string name = "Maria Silva", long at = 1763650000) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        @event = "messages.upsert",
        instance = "wa1",
        data = Item(id, digits, text, fromMe, name, at),
        destination = "http://127.0.0.1:9099/hook/wa1",
        sender = "5511900000009@s.whatsapp.net",
        server_url = "http://127.0.0.1:8080",
        apikey = "745D6B1E-E281-4753-BF50-F5E166CE0A0C",
    });

    public static object Item(string id, string digits, string text, bool fromMe = false, string name = "Maria Silva", long at = 1763650000) => new
    {
        key = new { remoteJid = $"{digits}@s.whatsapp.net", fromMe, id, addressingMode = "pn" },
        pushName = name,
        status = "DELIVERY_ACK",
        message = new { conversation = text },
        messageType = "conversation",
        messageTimestamp = at,
        source = "ios",
    };

    /// <summary>Messages of the past, as a gateway tells them when it connects.</summary>
    public static byte[] History(params object[] items) => JsonSerializer.SerializeToUtf8Bytes(new { @event = "messages.set", instance = "wa1", data = items });

    public static byte[] Receipt(string keyId, string status) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        @event = "messages.update",
        instance = "wa1",
        data = new { keyId, remoteJid = "5511988887777@s.whatsapp.net", fromMe = true, status, messageId = "cmwp49c5f002sds7dubzeffhp" },
    });
}
