// Short ways to hand webhooks to the channel.
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Omni.Core.Channels;
using Omni.Core.Channels.WhatsApp;
using Omni.Core.Contacts;
using Omni.Tests.Support;

namespace Omni.Tests.Channels.WhatsApp;

internal static class Webhooks
{
    /// <summary>A little after the recordings were made.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 18, 0, 0, TimeSpan.Zero);

    private static readonly Dictionary<string, string> None = new(StringComparer.OrdinalIgnoreCase);

    public static WebhookRequest Post(byte[] body, string? suffix = null) => new(body, None, None, suffix);

    public static IReadOnlyList<InboundEvent> Read(byte[] body, string? suffix = null) =>
        new WhatsAppChannel(new LoopbackClients(), NullLogger<WhatsAppChannel>.Instance).Read(Post(body, suffix), Now);

    public static IReadOnlyList<InboundEvent> Read(string json, string? suffix = null) => Read(Encoding.UTF8.GetBytes(json), suffix);

    /// <summary>The one event that a recorded webhook gives.</summary>
    public static T ReadOne<T>(string recording, string webhook)
        where T : InboundEvent =>
        Assert.IsType<T>(Assert.Single(Read(Recording.Load(recording).Webhook(webhook).Body)));

    public static MessageReceived ReadMessage(string recording) => ReadOne<MessageReceived>(recording, "messages.upsert");

    /// <summary>The one message that this item gives, in the plainest envelope.</summary>
    public static MessageReceived ReadItem(string item) => Assert.IsType<MessageReceived>(Assert.Single(Read(item)));

    public static ChannelAddress Phone(string number) => new(ChannelType.WhatsApp, IdentityKind.Phone, number);

    public static ChannelAddress Lid(string digits) => new(ChannelType.WhatsApp, IdentityKind.Lid, digits);

    public static ChannelAddress Group(string jid) => new(ChannelType.WhatsApp, IdentityKind.Group, jid);
}
