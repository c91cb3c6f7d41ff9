// What a channel can tell Omni, in Omni's words. Channels make these; Intake stores them.
using Omni.Core.Contacts;
using Omni.Core.Instances;
using Omni.Core.Messages;

namespace Omni.Core.Channels;

public abstract record InboundEvent;

/// <summary>A message, from the customer or (FromMe) from our own account: typed on the phone, or the echo of a send.</summary>
public sealed record MessageReceived : InboundEvent
{
    public required string ProviderMessageId { get; init; }

    public required bool FromMe { get; init; }

    /// <summary>The channel's time of sending.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>All addresses of the one person (or group) whose thread this is, best first; never empty.</summary>
    public required IReadOnlyList<ChannelAddress> Addresses { get; init; }

    /// <summary>What to answer to, in the channel's own words: the remote jid as received for WhatsApp.</summary>
    public required string ReplyAddress { get; init; }

    /// <summary>In groups, who wrote; addresses of that one person, best first. Empty elsewhere.</summary>
    public IReadOnlyList<ChannelAddress> Participant { get; init; } = [];

    /// <summary>The name the sender goes by on the channel; null or empty when unknown.</summary>
    public string? SenderName { get; init; }

    public MessageKind Kind { get; init; } = MessageKind.Text;

    /// <summary>Text, caption or title; null when the message has none.</summary>
    public string? Text { get; init; }

    /// <summary>The provider's id of the message it answers or reacts to.</summary>
    public string? QuotedProviderId { get; init; }

    public string? QuotedText { get; init; }

    /// <summary>The place or the cards it carries, short enough to be stored; null for none.</summary>
    public MessageDetails? Details { get; init; }

    /// <summary>True for history imports: stored without turns and without unread.</summary>
    public bool IsHistory { get; init; }

    /// <summary>True for the gateway's echo of a send through its API (<c>send.message</c>).</summary>
    public bool IsEcho { get; init; }
}

/// <summary>What became of a message.</summary>
/// <param name="ProviderMessageId">Which message.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Address">By which address the channel named the one person whose thread the message is in; null for groups, or when it did not say.
/// It may be one that was never seen: message and address together teach whose it is.</param>
public sealed record ReceiptReceived(string ProviderMessageId, MessageStatus Status, ChannelAddress? Address = null) : InboundEvent;

/// <summary>The text of a message was changed by its sender.</summary>
public sealed record MessageEdited(string ProviderMessageId, string Text) : InboundEvent;

/// <summary>A message was deleted for everyone by its sender.</summary>
public sealed record MessageDeleted(string ProviderMessageId) : InboundEvent;

/// <summary>Somebody rings.</summary>
/// <param name="CallId">The channel's id of the call.</param>
/// <param name="Addresses">All addresses of the caller, best first; never empty.</param>
/// <param name="ReplyAddress">Where to answer, in the channel's own words.</param>
/// <param name="IsVideo">Whether it is a video call.</param>
/// <param name="At">The channel's time.</param>
public sealed record CallReceived(string CallId, IReadOnlyList<ChannelAddress> Addresses, string ReplyAddress, bool IsVideo, DateTimeOffset At) : InboundEvent;

/// <summary>The connection of the instance changed.</summary>
/// <param name="State">The new state.</param>
/// <param name="Detail">Why, in a few words; null when there is nothing to say.</param>
/// <param name="OwnAddress">The instance's own E.164 number, when the event tells it.</param>
public sealed record ConnectionChanged(ConnectionState State, string? Detail, string? OwnAddress) : InboundEvent;

/// <summary>A code to connect the instance by. It is good for about a minute; gateways send a new one before it ends.</summary>
/// <param name="QrCode">A picture to scan, as a <c>data:image/png</c> address; null when it is only to be typed.</param>
/// <param name="PairingCode">The same to type; null when there is none.</param>
public sealed record CodeShown(string? QrCode, string? PairingCode) : InboundEvent;

/// <summary>A customer is writing, or has stopped.</summary>
/// <param name="Addresses">All addresses of the person, or the group in which somebody writes, best first; never empty.</param>
/// <param name="Activity">What they are doing.</param>
public sealed record ActivitySeen(IReadOnlyList<ChannelAddress> Addresses, TypingActivity Activity) : InboundEvent;

public enum TypingActivity
{
    Paused,
    Typing,
    Recording,
}

/// <summary>Names and pictures of a person or group; several addresses teach that they are one person.</summary>
public sealed record ContactSeen(IReadOnlyList<ChannelAddress> Addresses, string? Name, string? AvatarUrl) : InboundEvent;
