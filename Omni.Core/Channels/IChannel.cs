// What a channel must be able to do for Omni. Everything but SendAsync is pure.
using Omni.Core.Contacts;
using Omni.Core.Messages;

namespace Omni.Core.Channels;

/// <summary>Translates between one channel and Omni. Channels hold no state, no tenant and know no database.</summary>
public interface IChannel
{
    ChannelType Type { get; }

    /// <summary>True when sending one message twice does no harm, so that a send cut off by a crash may simply be repeated.</summary>
    bool IsRepeatable { get; }

    /// <summary>Proves that the request came from the instance's gateway. Runs before <see cref="Read"/>.</summary>
    bool IsAuthentic(WebhookRequest request, ChannelConnection connection, DateTimeOffset now);

    /// <summary>Turns one webhook into zero or more events. Unknown payloads and bad items give none; it never throws on well-formed JSON.</summary>
    /// <exception cref="System.Text.Json.JsonException">The body is not JSON.</exception>
    IReadOnlyList<InboundEvent> Read(WebhookRequest request, DateTimeOffset now);

    /// <summary>Whether messages of this kind can be sent.</summary>
    bool Carries(MessageKind kind);

    /// <summary>Sends one message. Never throws for what a gateway or network does: the result tells.</summary>
    Task<SendResult> SendAsync(OutboundMessage message, ChannelConnection connection, CancellationToken cancellationToken);

    /// <summary>Changes the text of a message that was sent, for everyone. Never throws for what a gateway does; a lost answer is <see cref="SendResult.Lost"/>.</summary>
    Task<SendResult> EditAsync(SentMessage message, string text, ChannelConnection connection, CancellationToken cancellationToken);

    /// <summary>Takes a message back for everyone. Never throws for what a gateway does.</summary>
    Task<SendResult> DeleteAsync(SentMessage message, ChannelConnection connection, CancellationToken cancellationToken);

    /// <summary>Shows the customer that somebody writes, until cancelled; does nothing where the channel has no such sign. Never throws for what a gateway does.</summary>
    Task ShowTypingAsync(string address, ChannelConnection connection, CancellationToken cancellationToken);
}
