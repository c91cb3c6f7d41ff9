using Omni.Core.Messages;

namespace Omni.Core.Channels;

/// <summary>One stored message on its way out.</summary>
/// <param name="Id">The row's id, for logs.</param>
/// <param name="Address">Where it goes, in the channel's own words: a jid or E.164 for WhatsApp.</param>
/// <param name="Text">The text, caption or emoji.</param>
/// <param name="QuotedProviderId">The provider's id of the message it answers or reacts to, if any.</param>
/// <param name="QuotedText">The text of that message, if any.</param>
public sealed record OutboundMessage(Guid Id, string Address, string Text, string? QuotedProviderId = null, string? QuotedText = null)
{
    public MessageKind Kind { get; init; } = MessageKind.Text;

    public MessageDetails? Details { get; init; }

    public OutboundFile? File { get; init; }

    /// <summary>Whether the message it answers or reacts to is our own.</summary>
    public bool IsQuotedOurs { get; init; }
}

/// <param name="MimeType">Such as <c>image/jpeg</c>.</param>
/// <param name="FileName">As the customer sees it; null when it has none.</param>
/// <param name="Bytes">The file, or null when it stands at <paramref name="Url"/>.</param>
/// <param name="Url">Where it stands, or null when Omni holds it.</param>
public sealed record OutboundFile(string MimeType, string? FileName, byte[]? Bytes, string? Url);

/// <summary>A message of ours that the channel has.</summary>
/// <param name="ProviderMessageId">What the channel calls it.</param>
/// <param name="Address">Where it went, in the channel's own words.</param>
public sealed record SentMessage(string ProviderMessageId, string Address);
