// presence.update: somebody is writing or recording, or has stopped.
using System.Text.Json;
using Omni.Core.Contacts;

namespace Omni.Core.Channels.WhatsApp;

internal static class ReadActivity
{
    // Of a group as many as may write at once; the others say nothing new.
    private const int MostPersons = 50;

    /// <summary>
    /// In groups whoever writes is one of many, and the thread is the group's. Elsewhere the chat and its only person are the same,
    /// so that a payload with both addresses teaches that they are.
    /// </summary>
    public static IEnumerable<InboundEvent> Of(JsonElement item, Jid? own)
    {
        if (Jid.Parse(item.At("id")) is not { } chat || chat.Address == own?.Address || !item.At("presences").IsObject())
        {
            return [];
        }

        var seen = item.At("presences").EnumerateObject().Take(MostPersons)
            .Select(person => (Jid: Jid.Parse(person.Name), Activity: Read(person.Value.At("lastKnownPresence").Text())))
            .Where(person => person.Activity is not null && person.Jid is { Address.Kind: not IdentityKind.Group } jid && jid.Address != own?.Address)
            .ToList();

        if (seen.Count == 0)
        {
            return [];
        }

        var addresses = chat.Address.Kind is IdentityKind.Group || seen.Count > 1 ? [chat.Address] : AddressBook.Join([chat, seen[0].Jid]);
        return [new ActivitySeen(addresses, seen.Max(person => person.Activity!.Value))];
    }

    private static TypingActivity? Read(string? presence) => presence?.ToLowerInvariant() switch
    {
        "composing" => TypingActivity.Typing,
        "recording" => TypingActivity.Recording,
        "paused" or "available" or "unavailable" => TypingActivity.Paused,
        _ => null,
    };
}
