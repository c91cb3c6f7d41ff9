// The requests that change what was sent, and the sign that somebody writes.
using System.Text.Json.Nodes;

namespace Omni.Core.Channels.WhatsApp;

internal static class WriteChange
{
    public static GatewayCall Edit(SentMessage message, string text)
        => Call(HttpMethod.Post, "chat/updateMessage", new() { ["number"] = NumberOf(message), ["key"] = KeyOf(message), ["text"] = text });

    public static GatewayCall Delete(SentMessage message) => Call(HttpMethod.Delete, "chat/deleteMessageForEveryone", KeyOf(message));

    /// <param name="recipient">To whom it is shown.</param>
    /// <param name="time">How long; the request stays open until then.</param>
    public static GatewayCall Typing(Jid recipient, TimeSpan time)
        => Call(HttpMethod.Post, "chat/sendPresence", new() { ["number"] = recipient.ToNumber(), ["presence"] = "composing", ["delay"] = (int)time.TotalMilliseconds });

    private static GatewayCall Call(HttpMethod method, string path, JsonObject body)
    {
        var json = body.ToJsonString(WriteSend.Readable);
        return new(method, path, json, json);
    }

    private static string NumberOf(SentMessage message) => Jid.Parse(message.Address)?.ToNumber() ?? message.Address;

    private static JsonObject KeyOf(SentMessage message) => new()
    {
        ["id"] = message.ProviderMessageId,
        ["remoteJid"] = Jid.Parse(message.Address) is { } jid ? WriteSend.RemoteJid(jid) : message.Address,
        ["fromMe"] = true,
    };
}
