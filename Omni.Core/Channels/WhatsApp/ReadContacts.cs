// contacts.*, chats.*, groups.* and group-participants.update: names, pictures, and which addresses are one person.
using System.Text.Json;
using Omni.Core.Contacts;

namespace Omni.Core.Channels.WhatsApp;

internal static class ReadContacts
{
    private static readonly string[] Addresses = ["remoteJid", "id", "jid", "remoteJidAlt", "previousRemoteJid", "phoneNumber", "lid"];

    /// <summary>contacts.* and chats.*. A group's pushName is whoever spoke last, and so is no name of the group.</summary>
    public static IEnumerable<InboundEvent> Contact(JsonElement item)
    {
        var found = Find(item);
        var isGroup = found is [{ Kind: IdentityKind.Group }];
        var name = isGroup ? AddressBook.Name(item.At("name")) : AddressBook.Name(item.At("pushName"), item.At("name"), item.At("notify"));
        return Seen(found, name, AddressBook.Picture(item.At("profilePicUrl"), item.At("imgUrl")));
    }

    /// <summary>groups.*: the subject is the name; participants teach pairs.</summary>
    public static IEnumerable<InboundEvent> Group(JsonElement item)
    {
        var group = AddressBook.Join(AddressBook.Find(item, "id", "remoteJid").Where(jid => jid is { Address.Kind: IdentityKind.Group }));
        return
        [
            .. Seen([.. group.Take(1)], AddressBook.Name(item.At("subject")), AddressBook.Picture(item.At("pictureUrl"), item.At("imgUrl"))),
            .. item.At("participants").Items().SelectMany(Participant),
        ];
    }

    public static IEnumerable<InboundEvent> Participants(JsonElement item) =>
        item.At("participantsData").Items().Concat(item.At("participants").Items()).SelectMany(Participant);

    private static IEnumerable<InboundEvent> Participant(JsonElement item) =>
        Seen(Find(item), AddressBook.Name(item.At("name")), AddressBook.Picture(item.At("imgUrl")));

    private static IReadOnlyList<ChannelAddress> Find(JsonElement item)
    {
        var found = AddressBook.Join(AddressBook.Find(item, Addresses));
        var groups = found.Where(address => address.Kind == IdentityKind.Group).Take(1).ToList();
        return groups.Count > 0 ? groups : found;
    }

    // One address without a name or picture teaches nothing.
    private static IEnumerable<InboundEvent> Seen(IReadOnlyList<ChannelAddress> addresses, string? name, string? picture) =>
        addresses.Count > 1 || (addresses.Count == 1 && (name ?? picture) is not null) ? [new ContactSeen(addresses, name, picture)] : [];
}
