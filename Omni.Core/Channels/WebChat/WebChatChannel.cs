// The web chat of our own: a stored message is a sent one, since the visitor's page reads the rows.
using Omni.Core.Contacts;
using Omni.Core.Messages;

namespace Omni.Core.Channels.WebChat;

public sealed class WebChatChannel : IChannel
{
    public ChannelType Type => ChannelType.WebChat;

    public bool IsRepeatable => true;

    /// <summary>Never: visitors prove themselves by their cookie, at a door of their own.</summary>
    public bool IsAuthentic(WebhookRequest request, ChannelConnection connection, DateTimeOffset now) => false;

    public IReadOnlyList<InboundEvent> Read(WebhookRequest request, DateTimeOffset now) => [];

    public bool Carries(MessageKind kind) => kind is MessageKind.Text;

    public Task<SendResult> SendAsync(OutboundMessage message, ChannelConnection connection, CancellationToken cancellationToken)
        => Task.FromResult<SendResult>(new SendResult.Sent(message.Id.ToString("N")));

    // The visitor's page reads what the row says now.
    public Task<SendResult> EditAsync(SentMessage message, string text, ChannelConnection connection, CancellationToken cancellationToken)
        => Task.FromResult<SendResult>(new SendResult.Sent(message.ProviderMessageId));

    public Task<SendResult> DeleteAsync(SentMessage message, ChannelConnection connection, CancellationToken cancellationToken)
        => Task.FromResult<SendResult>(new SendResult.Sent(message.ProviderMessageId));

    public Task ShowTypingAsync(string address, ChannelConnection connection, CancellationToken cancellationToken) => Task.CompletedTask;
}
