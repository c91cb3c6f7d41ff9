// call: somebody rings. Omni cannot take it, but the thread says so.
using System.Text.Json;
using Omni.Core.Contacts;

namespace Omni.Core.Channels.WhatsApp;

internal static class ReadCalls
{
    /// <summary>Whatever its status says: what follows the ringing (<c>offer</c>) has the same id and belongs to the same call, and the ringing may have been lost.</summary>
    public static IEnumerable<InboundEvent> Call(JsonElement item, DateTimeOffset now)
    {
        Jid?[] found = [.. AddressBook.Find(item, "from", "chatId", "callerPn", "callerLid")];

        if (item.At("isGroup").IsTrue() || MessageKey.ReadId(item.At("id")) is not { } id
            || found.FirstOrDefault(jid => jid is { Address.Kind: not IdentityKind.Group }) is not { } caller)
        {
            return [];
        }

        var at = DateTimeOffset.TryParse(item.At("date").Text(), out var told) && told <= now && told > now.AddDays(-30) ? told.ToUniversalTime() : now;
        return [new CallReceived(id, AddressBook.Join(found.Where(jid => jid is { Address.Kind: not IdentityKind.Group })), caller.Text, item.At("isVideo").IsTrue(), at)];
    }
}
