// Which message, in whose thread, from whom: the key object with all its spellings since Evolution 2.1.
using System.Text.Json;
using Omni.Core.Contacts;

namespace Omni.Core.Channels.WhatsApp;

internal sealed record MessageKey
{
    // Longer ids are nobody's, and would not fit an index.
    private const int LongestId = 255;

    // A LID and its phone, as the versions name them: 2.3.5+ Alt, 2.3.1-2.3.4 previous and sender.
    private static readonly string[] Chat = ["remoteJid", "remoteJidAlt", "previousRemoteJid"];
    private static readonly string[] Sender = ["senderPn", "senderLid"];
    private static readonly string[] Writer = ["participant", "participantAlt", "participantPn", "participantLid"];

    public required string Id { get; init; }

    public required bool FromMe { get; init; }

    public required string ReplyAddress { get; init; }

    public required IReadOnlyList<ChannelAddress> Addresses { get; init; }

    public required IReadOnlyList<ChannelAddress> Participant { get; init; }

    public static string? ReadId(JsonElement id) => id.Text() is { Length: <= LongestId } text ? text : null;

    /// <summary>Null when the message has no id, or its chat is not one that Omni keeps.</summary>
    public static MessageKey? Read(JsonElement item, bool isEcho)
    {
        var key = item.At("key");
        var fromMe = isEcho || key.At("fromMe").IsTrue();
        var remote = Jid.Parse(key.At("remoteJid"));
        if (ReadId(key.At("id")) is not { } id || (remote is null && key.At("remoteJid").Text() is not null))
        {
            return null;
        }

        // Beside our own messages, sender means ourselves.
        IEnumerable<string> names = fromMe ? Chat : [.. Chat, .. Sender];
        Jid?[] found = [.. Find(key, item, names)];
        if ((remote ?? found.FirstOrDefault(jid => jid is not null)) is not { } chat)
        {
            return null;
        }

        var isGroup = chat.Address.Kind == IdentityKind.Group;
        return new()
        {
            Id = id,
            FromMe = fromMe,
            ReplyAddress = chat.Text,
            Addresses = isGroup ? [chat.Address] : AddressBook.Join(found.Where(IsPerson)),
            Participant = isGroup && !fromMe ? AddressBook.Join(Find(key, item, Writer).Where(IsPerson)) : [],
        };
    }

    private static IEnumerable<Jid?> Find(JsonElement key, JsonElement item, IEnumerable<string> names) =>
        [.. AddressBook.Find(key, names), .. AddressBook.Find(item, names)];

    private static bool IsPerson(Jid? jid) => jid is { Address.Kind: not IdentityKind.Group };
}
