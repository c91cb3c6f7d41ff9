namespace Omni.Core.Channels;

/// <summary>One stored message on its way out.</summary>
/// <param name="Id">The row's id, for logs.</param>
/// <param name="Address">Where it goes, in the channel's own words: a jid or E.164 for WhatsApp.</param>
/// <param name="Text">The text to send.</param>
/// <param name="QuotedProviderId">The provider's id of the message it answers, if any.</param>
/// <param name="QuotedText">The text of the message it answers, if any.</param>
public sealed record OutboundMessage(Guid Id, string Address, string Text, string? QuotedProviderId = null, string? QuotedText = null);
