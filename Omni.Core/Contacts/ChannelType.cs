namespace Omni.Core.Contacts;

/// <summary>The kind of channel an instance is connected to. On the wire: lower case, such as <c>whatsapp</c>.</summary>
public enum ChannelType
{
    WhatsApp,
    Discord,
    Slack,
    Chatwoot,
    WebChat,
}
