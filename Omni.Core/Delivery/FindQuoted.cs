// Finds the message that an answer or reaction is about.
using Microsoft.EntityFrameworkCore;
using Omni.Core.Data;
using Omni.Core.Results;

namespace Omni.Core.Delivery;

/// <param name="ProviderMessageId">What the channel calls it.</param>
/// <param name="Text">What it says; null when it has no text or is not known here.</param>
internal sealed record QuotedMessage(string ProviderMessageId, string? Text);

internal static class FindQuoted
{
    // The longest id that a provider gives.
    private const int LongestId = 255;

    /// <summary>
    /// Null for none. Only what went through the instance by which the answer leaves: another account's gateway does not know it, and another account's
    /// key may not read it. A provider's id that is not known here is taken as it is: the gateway may know it.
    /// </summary>
    public static async Task<Result<QuotedMessage?>> RunAsync(OmniDbContext db, Guid conversationId, Guid? instanceId, string? replyTo, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(replyTo))
        {
            return (QuotedMessage?)null;
        }

        if (replyTo.Length > LongestId || replyTo.Any(char.IsControl))
        {
            return Error.Invalid("reply_to", "That is no message's id.");
        }

        var isOurs = Guid.TryParse(replyTo, out var id);
        var found = await db.Messages.AsNoTracking()
            .Where(m => m.ConversationId == conversationId && m.InstanceId == instanceId && (isOurs ? m.Id == id : m.ProviderMessageId == replyTo))
            .Select(m => new { m.ProviderMessageId, Text = m.DeletedAt == null ? m.Text : null })
            .FirstOrDefaultAsync(cancellationToken);

        return found switch
        {
            { ProviderMessageId: { } provider } => new QuotedMessage(provider, found.Text),
            null when isOurs => Error.Invalid("reply_to", "There is no such message in this conversation."),
            null => new QuotedMessage(replyTo, null),
            _ => Error.Invalid("reply_to", "The channel has no id for that message yet, so it cannot be answered."),
        };
    }
}
