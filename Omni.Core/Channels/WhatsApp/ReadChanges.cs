// What happens to a message after it was sent: receipts, edits, deletions.
using System.Globalization;
using System.Text.Json;
using Omni.Core.Contacts;
using Omni.Core.Messages;

namespace Omni.Core.Channels.WhatsApp;

internal static class ReadChanges
{
    /// <summary>
    /// messages.update. The id says which message; the jid may be another form of the message's (Evolution 2.3.7 names a LID there
    /// that no message showed), and so tells an address of its person.
    /// </summary>
    public static IEnumerable<InboundEvent> Receipt(JsonElement item)
    {
        var id = MessageKey.ReadId(item.At("keyId")) ?? MessageKey.ReadId(item.At("key", "id"));
        return id is not null && StatusOf(item.At("status").Text()) is { } status ? [new ReceiptReceived(id, status, PersonOf(item))] : [];
    }

    /// <summary>messages.edited, and the same protocol message inside a messages.upsert. Other types (timers, key shares) say nothing.</summary>
    public static IEnumerable<InboundEvent> Edited(JsonElement change)
    {
        if (MessageContent.Unwrap(change).At("protocolMessage") is { ValueKind: JsonValueKind.Object } inner)
        {
            change = inner;
        }

        if (MessageKey.ReadId(change.At("key", "id")) is not { } id)
        {
            return [];
        }

        // WhatsApp's numbers for the types stand where Evolution has not turned them into names.
        return (change.At("type").Text() ?? change.At("type").Number()?.ToString(CultureInfo.InvariantCulture)) switch
        {
            "MESSAGE_EDIT" or "14" when MessageContent.TextOf(EditedMessage(change)) is { } text => [new MessageEdited(id, text)],
            "REVOKE" or "0" => [new MessageDeleted(id)],
            _ => [],
        };
    }

    /// <summary>messages.delete: from the contact the WhatsApp id itself, from our own REST call a row of Evolution's with the key inside.</summary>
    public static IEnumerable<InboundEvent> Deleted(JsonElement item)
    {
        var id = MessageKey.ReadId(item.At("key").IsObject() ? item.At("key", "id") : item.At("id"));
        return id is null ? [] : [new MessageDeleted(id)];
    }

    private static JsonElement EditedMessage(JsonElement change)
    {
        var message = MessageContent.Unwrap(change.At("editedMessage"));
        return message.At("message") is { ValueKind: JsonValueKind.Object } inner ? MessageContent.Unwrap(inner) : message;
    }

    private static ChannelAddress? PersonOf(JsonElement item)
        => Jid.Parse(item.At("remoteJid").Text() ?? item.At("key", "remoteJid").Text()) is { Address: { Kind: not IdentityKind.Group } address } ? address : null;

    private static MessageStatus? StatusOf(string? status) => status?.ToUpperInvariant() switch
    {
        "SERVER_ACK" or "SENT" => MessageStatus.Sent,
        "DELIVERY_ACK" or "DELIVERED" => MessageStatus.Delivered,
        "READ" => MessageStatus.Read,
        "PLAYED" => MessageStatus.Played,
        "ERROR" or "FAILED" => MessageStatus.Failed,
        _ => null,
    };
}
