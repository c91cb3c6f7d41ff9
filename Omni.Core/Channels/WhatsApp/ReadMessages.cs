// messages.upsert, messages.set and send.message: one message per item.
using System.Text.Json;

namespace Omni.Core.Channels.WhatsApp;

internal static class ReadMessages
{
    // WhatsApp's first year; nothing was sent before.
    private const double Earliest = 1_230_768_000;
    private const double LargestSeconds = 1e12;

    private enum Source
    {
        Live,
        Echo,
        History,
    }

    public static IEnumerable<InboundEvent> Live(JsonElement item, Jid? own, DateTimeOffset now) => Read(item, Source.Live, own, now);

    public static IEnumerable<InboundEvent> Echo(JsonElement item, DateTimeOffset now) => Read(item, Source.Echo, null, now);

    public static IEnumerable<InboundEvent> History(JsonElement item, Jid? own, DateTimeOffset now) => Read(item, Source.History, own, now);

    private static IEnumerable<InboundEvent> Read(JsonElement item, Source source, Jid? own, DateTimeOffset now)
    {
        if (MessageKey.Read(item, source == Source.Echo) is not { } key || IsNoteToSelf(key, own))
        {
            return [];
        }

        var message = MessageContent.Unwrap(item.At("message"));
        if (message.At("protocolMessage") is { ValueKind: JsonValueKind.Object } change)
        {
            return ReadChanges.Edited(change);
        }

        if (MessageContent.Read(item, message) is not { } content)
        {
            return [];
        }

        return
        [
            new MessageReceived
            {
                ProviderMessageId = key.Id,
                FromMe = key.FromMe,
                SentAt = ReadTime(item.At("messageTimestamp"), now),
                Addresses = key.Addresses,
                ReplyAddress = key.ReplyAddress,
                Participant = key.Participant,

                // Beside our own messages stands our own name.
                SenderName = key.FromMe ? null : AddressBook.Name(item.At("pushName")),
                Kind = content.Kind,
                Text = content.Text,
                QuotedProviderId = content.QuotedId,
                QuotedText = content.QuotedText,
                Details = content.Details,
                IsHistory = source == Source.History,
                IsEcho = source == Source.Echo,
            },
        ];
    }

    // Only what we write ourselves: what an envelope says of its sender must not make a customer unheard.
    private static bool IsNoteToSelf(MessageKey key, Jid? own) => key.FromMe && own is { } self && key.Addresses.Contains(self.Address);

    private static DateTimeOffset ReadTime(JsonElement stamp, DateTimeOffset now)
    {
        var seconds = stamp.Number() is > LargestSeconds and var milliseconds ? milliseconds / 1000 : stamp.Number();
        return seconds >= Earliest && seconds <= now.AddDays(1).ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds.Value * 1000))
            : now;
    }
}
