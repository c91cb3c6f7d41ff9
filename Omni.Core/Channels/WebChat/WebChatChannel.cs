// The web chat of our own: a stored message is a sent one, since the visitor's page reads the rows.
using Omni.Core.Contacts;

namespace Omni.Core.Channels.WebChat;

public sealed class WebChatChannel : IChannel
{
    public ChannelType Type => ChannelType.WebChat;

    public bool IsRepeatable => true;

    /// <summary>Never: visitors prove themselves by their cookie, at a door of their own.</summary>
    public bool IsAuthentic(WebhookRequest request, ChannelConnection connection, DateTimeOffset now) => false;

    public IReadOnlyList<InboundEvent> Read(WebhookRequest request, DateTimeOffset now) => [];

    public Task<SendResult> SendAsync(OutboundMessage message, ChannelConnection connection, CancellationToken cancellationToken)
        => Task.FromResult<SendResult>(new SendResult.Sent(message.Id.ToString("N")));
}
